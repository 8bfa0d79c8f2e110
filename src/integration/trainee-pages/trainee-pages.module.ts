import { Module } from '@nestjs/common';
import { LedgerModule } from '../../targeting/ledger/ledger.module.js';
import { AttendanceModule } from '../attendance/attendance.module.js';
import { ClassModule } from '../class/class.module.js';
import { EnrollmentModule } from '../enrollment/enrollment.module.js';
import { SessionModule } from '../session/session.module.js';
import { TraineeCheckInPage } from './check-in.page.js';
import { TraineeClassListPage } from './class-list.page.js';
import { ClassOfferRepository } from './class-offer.repository.js';
import { ClassSheetService } from './class-sheet.service.js';
import { TraineeClassPage } from './class.page.js';
import { TraineeEnrollmentPage } from './enrollment.page.js';
import { TraineeHomePage } from './home.page.js';
import { TraineeLearningPage } from './learning.page.js';
import { TraineeLeavePage } from './leave.page.js';
import { TraineeMinePage } from './mine.page.js';
import { OwnClassRepository } from './own-class.repository.js';
import { OwnRecordRepository } from './own-record.repository.js';
import { OwnSessionRepository } from './own-session.repository.js';
import { ScannedCodePage } from './scanned-code.page.js';
import { TraineeTimetablePage } from './timetable.page.js';

/** The trainee's pages on the phone. */
@Module({
  imports: [ClassModule, SessionModule, EnrollmentModule, AttendanceModule, LedgerModule],
  controllers: [
    TraineeHomePage,
    TraineeClassListPage,
    TraineeClassPage,
    TraineeEnrollmentPage,
    TraineeTimetablePage,
    TraineeCheckInPage,
    ScannedCodePage,
    TraineeLeavePage,
    TraineeLearningPage,
    TraineeMinePage,
  ],
  providers: [
    ClassOfferRepository,
    ClassSheetService,
    OwnClassRepository,
    OwnRecordRepository,
    OwnSessionRepository,
  ],
})
export class TraineePagesModule {}
