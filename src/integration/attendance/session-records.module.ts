import { Global, Injectable, Module } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Database } from '../../foundation/database/database.js';
import { LeaveMoved, SessionRecords } from '../session/session-records.port.js';
import { LeaveCoverRepository } from './leave-cover.repository.js';

/** What the attendance room keeps about sessions of the timetable. */
@Injectable()
class AttendanceRecords extends SessionRecords {
  constructor(
    private readonly database: Database,
    private readonly leaves: LeaveCoverRepository,
  ) {
    super();
  }

  async taken(sessionId: string): Promise<number> {
    const row = await this.database.one<{ count: number }>(
      `select count(*)::int as count from integration.attendance where session_id = $1 and method <> 'leave'`,
      [sessionId],
    );
    return row?.count ?? 0;
  }

  async cover(actor: Actor, classId: string, sessionId: string): Promise<LeaveMoved> {
    return {
      offLeave: await this.leaves.uncover(sessionId),
      onLeave: await this.leaves.cover(actor, classId, { sessionId }),
    };
  }

  async uncover(sessionId: string): Promise<void> {
    await this.database.execute(
      `delete from integration.attendance where session_id = $1 and method = 'leave'`,
      [sessionId],
    );
  }

  countLeave(classId: string): Promise<void> {
    return this.leaves.count(classId);
  }
}

/** Provides what the timetable asks of rolls and leave. */
@Global()
@Module({
  providers: [LeaveCoverRepository, { provide: SessionRecords, useClass: AttendanceRecords }],
  exports: [SessionRecords, LeaveCoverRepository],
})
export class SessionRecordsModule {}
