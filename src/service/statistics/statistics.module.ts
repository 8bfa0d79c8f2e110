import { Module } from '@nestjs/common';
import { DivisionModule } from '../../responsibility/division/division.module.js';
import { ConsistencyModule } from '../consistency/consistency.module.js';
import { AlertRepository } from './alert.repository.js';
import { FigureRepository } from './figure.repository.js';
import { FigureService } from './figure.service.js';
import { FoldLoop } from './fold-loop.js';
import { FoldRepository } from './fold.repository.js';
import { MonitorExportService } from './monitor-export.service.js';
import { MonitorPage } from './monitor.page.js';
import { MonitorService } from './monitor.service.js';
import { ReconcileProcessor } from './reconcile.processor.js';
import { ReconcileService } from './reconcile.service.js';
import { StatisticsController } from './statistics.controller.js';
import { StatisticsInvariant } from './statistics.invariant.js';
import { StatisticsService } from './statistics.service.js';

@Module({
  imports: [DivisionModule, ConsistencyModule],
  controllers: [StatisticsController, MonitorPage],
  providers: [
    StatisticsService,
    FoldRepository,
    FoldLoop,
    ReconcileProcessor,
    ReconcileService,
    FigureService,
    FigureRepository,
    MonitorService,
    MonitorExportService,
    AlertRepository,
    StatisticsInvariant,
  ],
  exports: [StatisticsService, FigureService, StatisticsInvariant],
})
export class StatisticsModule {}
