import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Allocation } from './allocation.entity.js';
import { QuotaController } from './quota.controller.js';
import { Quota } from './quota.entity.js';
import { QuotaReadingService } from './quota-reading.service.js';
import { QuotaService } from './quota.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Allocation, Quota])],
  controllers: [QuotaController],
  providers: [QuotaReadingService, QuotaService],
  exports: [QuotaService],
})
export class QuotaModule {}
