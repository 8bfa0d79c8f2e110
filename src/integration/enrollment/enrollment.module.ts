import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { QuotaModule } from '../../responsibility/quota/quota.module.js';
import { ClassModule } from '../class/class.module.js';
import { ClaimCollector } from './claim-collector.js';
import { ClassEnrollmentController } from './class-enrollment.controller.js';
import { EnrollmentController } from './enrollment.controller.js';
import { Enrollment } from './enrollment.entity.js';
import { EnrollmentEntryProcessor } from './enrollment-entry.processor.js';
import { EnrollmentExpiryProcessor } from './enrollment-expiry.processor.js';
import { EnrollmentExpiryRepository } from './enrollment-expiry.repository.js';
import { EnrollmentExpiryService } from './enrollment-expiry.service.js';
import { EnrollmentMessageService } from './enrollment-message.service.js';
import { EnrollmentPeopleRepository } from './enrollment-people.repository.js';
import { EnrollmentScopeInvariant } from './enrollment-scope.invariant.js';
import { EnrollmentInvariants } from './enrollment.invariants.js';
import { EnrollmentService } from './enrollment.service.js';
import { checkEnrollmentTransitions } from './enrollment.state.js';
import { NominationService } from './nomination.service.js';
import { RecipientContactService } from './recipient-contact.service.js';
import { RosterRepository } from './roster.repository.js';
import { RosterService } from './roster.service.js';
import { Seat } from './seat.entity.js';
import { SeatRepository } from './seat.repository.js';
import { SeatService } from './seat.service.js';
import { SubstitutionController } from './substitution.controller.js';
import { SubstitutionRequestRepository } from './substitution-request.repository.js';
import { SubstitutionService } from './substitution.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Enrollment, Seat]), ClassModule, QuotaModule],
  controllers: [ClassEnrollmentController, EnrollmentController, SubstitutionController],
  providers: [
    ClaimCollector,
    EnrollmentEntryProcessor,
    EnrollmentExpiryProcessor,
    EnrollmentExpiryRepository,
    EnrollmentExpiryService,
    EnrollmentInvariants,
    EnrollmentMessageService,
    EnrollmentPeopleRepository,
    EnrollmentScopeInvariant,
    EnrollmentService,
    NominationService,
    RecipientContactService,
    RosterRepository,
    RosterService,
    SeatRepository,
    SeatService,
    SubstitutionRequestRepository,
    SubstitutionService,
  ],
  exports: [
    EnrollmentInvariants,
    EnrollmentMessageService,
    EnrollmentService,
    RecipientContactService,
    RosterService,
    SeatService,
    SubstitutionService,
  ],
})
export class EnrollmentModule {
  constructor() {
    checkEnrollmentTransitions();
  }
}
