import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { TraineeModule } from '../trainee/trainee.module.js';
import { HoursLedgerService } from './hours-ledger.service.js';
import { LedgerController } from './ledger.controller.js';
import { LedgerPage } from './ledger.page.js';
import { LedgerEntry } from './ledger-entry.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([LedgerEntry]), TraineeModule],
  controllers: [LedgerController, LedgerPage],
  providers: [HoursLedgerService],
  exports: [HoursLedgerService],
})
export class LedgerModule {}
