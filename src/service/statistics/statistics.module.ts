import { Module } from '@nestjs/common';
import { FoldLoop } from './fold-loop.js';
import { FoldRepository } from './fold.repository.js';
import { StatisticsService } from './statistics.service.js';

@Module({ providers: [StatisticsService, FoldRepository, FoldLoop], exports: [StatisticsService] })
export class StatisticsModule {}
