import { Module } from '@nestjs/common';
import { LedgerModule } from '../../targeting/ledger/ledger.module.js';
import { ClassModule } from '../class/class.module.js';
import { CompletionController } from './completion.controller.js';
import { CompletionRepository } from './completion.repository.js';
import { CompletionService } from './completion.service.js';

@Module({
  imports: [ClassModule, LedgerModule],
  controllers: [CompletionController],
  providers: [CompletionService, CompletionRepository],
  exports: [CompletionService],
})
export class CompletionModule {}
