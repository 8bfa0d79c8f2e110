import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ApplicationModule } from '../../responsibility/application/application.module.js';
import { DivisionModule } from '../../responsibility/division/division.module.js';
import { QuotaModule } from '../../responsibility/quota/quota.module.js';
import { OrganizationModule } from '../../responsibility/organization/organization.module.js';
import { ClassModule } from '../class/class.module.js';
import { EligibilityModule } from '../eligibility/eligibility.module.js';
import { EnrollmentModule } from '../enrollment/enrollment.module.js';
import { CallUpAccess } from './call-up.access.js';
import { CallUpController } from './call-up.controller.js';
import { CallUp } from './call-up.entity.js';
import { CallUpLines } from './call-up-lines.js';
import { CallUpMessages } from './call-up-messages.js';
import { CallUpReadingService } from './call-up-reading.service.js';
import { CallUpRecipient } from './call-up-recipient.entity.js';
import { CallUpRepository } from './call-up.repository.js';
import { CallUpService } from './call-up.service.js';
import { CandidateService } from './candidate.service.js';
import { ClassCallUpController } from './class-call-up.controller.js';
import { ClassCallUpPage } from './class-call-up.page.js';
import { DeadlineProcessor } from './deadline.processor.js';
import { DeadlineService } from './deadline.service.js';
import { NewPersonPage } from './new-person.page.js';
import { ReplyController } from './reply.controller.js';
import { ReplyPage } from './reply.page.js';
import { ReplyService } from './reply.service.js';
import { SubstitutionPage } from './substitution.page.js';
import { UnitSubstitutionService } from './unit-substitution.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([CallUp, CallUpRecipient]),
    ApplicationModule,
    DivisionModule,
    QuotaModule,
    OrganizationModule,
    ClassModule,
    EligibilityModule,
    EnrollmentModule,
  ],
  controllers: [
    CallUpController,
    ClassCallUpController,
    ClassCallUpPage,
    NewPersonPage,
    ReplyController,
    ReplyPage,
    SubstitutionPage,
  ],
  providers: [
    CallUpAccess,
    CallUpLines,
    CallUpMessages,
    CallUpReadingService,
    CallUpRepository,
    CallUpService,
    CandidateService,
    DeadlineProcessor,
    DeadlineService,
    ReplyService,
    UnitSubstitutionService,
  ],
  exports: [CallUpReadingService],
})
export class CallUpModule {}
