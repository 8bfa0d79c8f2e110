import { Injectable } from '@nestjs/common';
import { type Actor, isSystem } from '../../foundation/access/actor.js';
import { Database } from '../../foundation/database/database.js';

/** Until when a leave lasts: people who return early (销假) are expected at sessions that begin after. */
const until = `least(leave.ends_at, coalesce(leave.returned_at, leave.ends_at))`;

/** A session is attended as a whole, so a leave that touches it covers it. */
const covers = `session.starts_at < ${until} and leave.starts_at < session.ends_at`;

/** Leave against the timetable: which sessions it covers, and how many hours that comes to. */
@Injectable()
export class LeaveCoverRepository {
  constructor(private readonly database: Database) {}

  /**
   * Writes leave that holds into the rolls it covers; who was written down as absent was on leave. Narrowed to one
   * leave or one session.
   * @returns enrollments that are on leave now and were not before
   */
  async cover(
    actor: Actor,
    classId: string,
    { leaveId, sessionId }: { leaveId?: string; sessionId?: string },
  ): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `insert into integration.attendance as attendance (session_id, enrollment_id, state, method, account_id)
       select session.id, leave.enrollment_id, 'leave', 'leave', $2
       from integration.leave leave
       join integration.enrollment enrollment on enrollment.id = leave.enrollment_id and enrollment.class_id = $1
       join integration.session session on session.class_id = $1 and ${covers}
       where leave.state in ('approved', 'returned') and ($3::uuid is null or leave.id = $3)
         and ($4::uuid is null or session.id = $4)
       on conflict (session_id, enrollment_id) do update
         set state = 'leave', method = 'leave', account_id = excluded.account_id, recorded_at = now()
         where attendance.state = 'absent'
       returning enrollment_id as id`,
      [classId, isSystem(actor) ? null : actor.accountId, leaveId ?? null, sessionId ?? null],
    );
    return rows.map(({ id }) => id);
  }

  /** Takes leave out of the roll of a session that no leave covers any more; gives the enrollments. */
  async uncover(sessionId: string): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `delete from integration.attendance attendance using integration.session session
       where session.id = $1 and attendance.session_id = session.id and attendance.method = 'leave'
         and not exists (select from integration.leave leave where leave.enrollment_id = attendance.enrollment_id
           and leave.state in ('approved', 'returned') and ${covers})
       returning attendance.enrollment_id as id`,
      [sessionId],
    );
    return rows.map(({ id }) => id);
  }

  /** Counts anew the hours of the leaves of a class, or of one of them; the closing ceremony counts none. */
  async count(classId: string, leaveId?: string): Promise<void> {
    await this.database.execute(
      `update integration.leave leave set hours = (select coalesce(sum(session.hours), 0)
         from integration.session session
         where session.class_id = $1 and not session.closing_ceremony and ${covers})
       from integration.enrollment enrollment
       where enrollment.id = leave.enrollment_id and enrollment.class_id = $1
         and leave.state in ('requested', 'approved', 'returned') and ($2::uuid is null or leave.id = $2)`,
      [classId, leaveId ?? null],
    );
  }
}
