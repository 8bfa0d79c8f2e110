import { Module } from '@nestjs/common';
import { ClassModule } from '../class/class.module.js';
import { EligibilityModule } from '../eligibility/eligibility.module.js';
import { EnrollmentModule } from '../enrollment/enrollment.module.js';
import { RosterController } from './roster.controller.js';
import { RosterPage } from './roster.page.js';
import { RosterSheetRepository } from './roster-sheet.repository.js';
import { RosterSheetService } from './roster-sheet.service.js';
import { SubstitutionsPage } from './substitutions.page.js';

@Module({
  imports: [ClassModule, EligibilityModule, EnrollmentModule],
  controllers: [RosterController, RosterPage, SubstitutionsPage],
  providers: [RosterSheetRepository, RosterSheetService],
})
export class RosterModule {}
