import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ClassModule } from '../class/class.module.js';
import { ClaimCollector } from './claim-collector.js';
import { ClassEnrollmentController } from './class-enrollment.controller.js';
import { EnrollmentController } from './enrollment.controller.js';
import { Enrollment } from './enrollment.entity.js';
import { EnrollmentInvariants } from './enrollment.invariants.js';
import { EnrollmentService } from './enrollment.service.js';
import { checkEnrollmentTransitions } from './enrollment.state.js';
import { NominationService } from './nomination.service.js';
import { RosterRepository } from './roster.repository.js';
import { RosterService } from './roster.service.js';
import { Seat } from './seat.entity.js';
import { SeatRepository } from './seat.repository.js';
import { SeatService } from './seat.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Enrollment, Seat]), ClassModule],
  controllers: [ClassEnrollmentController, EnrollmentController],
  providers: [
    ClaimCollector,
    EnrollmentInvariants,
    EnrollmentService,
    NominationService,
    RosterRepository,
    RosterService,
    SeatRepository,
    SeatService,
  ],
  exports: [EnrollmentInvariants, EnrollmentService, RosterService, SeatService],
})
export class EnrollmentModule {
  constructor() {
    checkEnrollmentTransitions();
  }
}
