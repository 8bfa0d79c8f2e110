import { Module } from '@nestjs/common';
import { CallUpModule } from '../call-up/call-up.module.js';
import { ClassModule } from '../class/class.module.js';
import { EligibilityModule } from '../eligibility/eligibility.module.js';
import { EnrollmentModule } from '../enrollment/enrollment.module.js';
import { RosterController } from './roster.controller.js';
import { RosterPage } from './roster.page.js';
import { RosterSheetRepository } from './roster-sheet.repository.js';
import { RosterSheetService } from './roster-sheet.service.js';

@Module({
  imports: [CallUpModule, ClassModule, EligibilityModule, EnrollmentModule],
  controllers: [RosterController, RosterPage],
  providers: [RosterSheetRepository, RosterSheetService],
})
export class RosterModule {}
