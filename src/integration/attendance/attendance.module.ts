import { Module } from '@nestjs/common';
import { ClassModule } from '../class/class.module.js';
import { EnrollmentModule } from '../enrollment/enrollment.module.js';
import { SessionModule } from '../session/session.module.js';
import { AttendanceController } from './attendance.controller.js';
import { AttendancePage } from './attendance.page.js';
import { CheckInScreenPage } from './check-in-screen.page.js';
import { CheckInService } from './check-in.service.js';
import { LeaveMessageService } from './leave-message.service.js';
import { LeaveService } from './leave.service.js';
import { RollPage } from './roll.page.js';
import { RollService } from './roll.service.js';
import { SpotCheckController } from './spot-check.controller.js';
import { SpotCheckService } from './spot-check.service.js';

@Module({
  imports: [ClassModule, SessionModule, EnrollmentModule],
  controllers: [AttendanceController, SpotCheckController, AttendancePage, RollPage, CheckInScreenPage],
  providers: [CheckInService, RollService, LeaveService, LeaveMessageService, SpotCheckService],
  exports: [CheckInService, RollService, LeaveService],
})
export class AttendanceModule {}
