import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Database } from '../../foundation/database/database.js';
import { Conflict, NotFound } from '../../foundation/error/domain-error.js';
import { ClassService } from '../class/class.service.js';
import { RosterService } from '../enrollment/roster.service.js';

export const attendanceStates = ['present', 'late', 'absent', 'leave'] as const;

export type AttendanceState = (typeof attendanceStates)[number];

/** One person in the roll of a session. */
export interface RollRow {
  enrollmentId: string;
  name: string;
  divisionName: string;
  phone: string | null;
  seatOrder: number | null;
  state: AttendanceState | null;
  method: string | null;
  checkedInAt: Date | null;
}

/** A session of the class with how many were there. */
export interface SessionCount {
  id: string;
  title: string;
  startsAt: Date;
  endsAt: Date;
  hours: number;
  closingCeremony: boolean;
  present: number;
  late: number;
  absent: number;
  leave: number;
  expected: number;
}

/** The manual roll: what a class head writes down by hand, and the sheet to sign. */
@Injectable()
export class RollService {
  constructor(
    private readonly database: Database,
    private readonly classes: ClassService,
    private readonly roster: RosterService,
    private readonly audit: Audit,
  ) {}

  async sessions(actor: Actor, classId: string): Promise<SessionCount[]> {
    await this.classes.reach(actor, classId, 'see');
    return this.database.query(
      `select session.id, session.title, session.starts_at as "startsAt", session.ends_at as "endsAt",
              session.hours::float8 as hours, session.closing_ceremony as "closingCeremony",
              count(*) filter (where attendance.state = 'present')::int as present,
              count(*) filter (where attendance.state = 'late')::int as late,
              count(*) filter (where attendance.state = 'absent')::int as absent,
              count(*) filter (where attendance.state = 'leave')::int as leave,
              (select count(*)::int from integration.enrollment enrollment where enrollment.class_id = $1
                 and enrollment.state in ('confirmed', 'arrived', 'completed', 'refused')) as expected
       from integration.session session
       left join integration.attendance attendance on attendance.session_id = session.id
       where session.class_id = $1 group by session.id order by session.starts_at`,
      [classId],
    );
  }

  /** Everyone on the roster in seat order, with what was recorded. */
  async roll(actor: Actor, classId: string, sessionId: string): Promise<RollRow[]> {
    await this.classes.reach(actor, classId, 'run');
    await this.ofClass(classId, sessionId);
    return this.database.query(
      `select enrollment.id as "enrollmentId", trainee.name, division.name as "divisionName", trainee.phone,
              enrollment.seat_order as "seatOrder", attendance.state, attendance.method,
              attendance.checked_in_at as "checkedInAt"
       from integration.enrollment enrollment
       join targeting.trainee trainee on trainee.id = enrollment.trainee_id
       join responsibility.division division on division.id = enrollment.division_id
       left join integration.attendance attendance
         on attendance.enrollment_id = enrollment.id and attendance.session_id = $2
       where enrollment.class_id = $1 and enrollment.state in ('confirmed', 'arrived', 'completed', 'refused')
       order by enrollment.seat_order nulls last, trainee.pinyin_key, enrollment.id`,
      [classId, sessionId],
    );
  }

  /**
   * Writes the roll of a session. People who were there and had not reported yet arrive with it.
   * @throws Conflict once completion of the class is decided
   */
  async take(
    actor: Actor,
    classId: string,
    sessionId: string,
    marks: { enrollmentId: string; state: AttendanceState }[],
  ): Promise<number> {
    return this.database.transaction(async () => {
      const trainingClass = await this.classes.lock(actor, classId, 'run');
      if (!['published', 'running', 'ended'].includes(trainingClass.state))
        throw new Conflict('attendance.classClosed', { state: trainingClass.state });
      await this.ofClass(classId, sessionId);
      const written = await this.write(actor, classId, sessionId, marks);
      const there = marks.filter(({ state }) => state === 'present' || state === 'late');
      if (there.length > 0)
        await this.roster.move(
          actor,
          'arrive',
          there.map(({ enrollmentId }) => enrollmentId),
        );
      await this.audit.record(actor, {
        action: 'attendance.roll',
        subjectType: 'session',
        subjectId: sessionId,
        after: { written },
      });
      return written;
    });
  }

  private write(
    actor: Actor,
    classId: string,
    sessionId: string,
    marks: { enrollmentId: string; state: AttendanceState }[],
  ): Promise<number> {
    return this.database.execute(
      `insert into integration.attendance as attendance (session_id, enrollment_id, state, method, account_id)
       select $1, enrollment.id, mark.state, 'manual', $4
       from unnest($2::uuid[], $3::text[]) as mark (enrollment_id, state)
       join integration.enrollment enrollment on enrollment.id = mark.enrollment_id and enrollment.class_id = $5
       on conflict (session_id, enrollment_id) do update
         set state = excluded.state, method = 'manual', account_id = excluded.account_id, recorded_at = now()
         where attendance.state <> excluded.state`,
      [
        sessionId,
        marks.map(({ enrollmentId }) => enrollmentId),
        marks.map(({ state }) => state),
        actor.accountId,
        classId,
      ],
    );
  }

  private async ofClass(classId: string, sessionId: string): Promise<void> {
    const found = await this.database.one(
      'select 1 from integration.session where id = $1 and class_id = $2',
      [sessionId, classId],
    );
    if (!found) throw new NotFound();
  }
}
