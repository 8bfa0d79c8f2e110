import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Allocation } from './allocation.entity.js';
import { Quota } from './quota.entity.js';
import { QuotaService } from './quota.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Allocation, Quota])],
  providers: [QuotaService],
  exports: [QuotaService],
})
export class QuotaModule {}
