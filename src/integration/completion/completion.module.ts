import { Module } from '@nestjs/common';
import { LedgerModule } from '../../targeting/ledger/ledger.module.js';
import { ClassModule } from '../class/class.module.js';
import { EnrollmentModule } from '../enrollment/enrollment.module.js';
import { CompletionController } from './completion.controller.js';
import { CompletionInvariant } from './completion.invariant.js';
import { CompletionPage } from './completion.page.js';
import { CompletionRepository } from './completion.repository.js';
import { CompletionService } from './completion.service.js';
import { CompletionSweepProcessor } from './completion-sweep.processor.js';
import { CompletionSweepService } from './completion-sweep.service.js';
import { DismissalController } from './dismissal.controller.js';
import { DismissalPage } from './dismissal.page.js';
import { DismissalService } from './dismissal.service.js';

@Module({
  imports: [ClassModule, EnrollmentModule, LedgerModule],
  controllers: [CompletionController, DismissalController, CompletionPage, DismissalPage],
  providers: [
    CompletionInvariant,
    CompletionService,
    CompletionRepository,
    CompletionSweepProcessor,
    CompletionSweepService,
    DismissalService,
  ],
  exports: [CompletionService, CompletionSweepService],
})
export class CompletionModule {}
