import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import { BrokenRule, Conflict, NotFound } from '../../foundation/error/domain-error.js';
import { ClassService } from '../class/class.service.js';
import { RosterService } from '../enrollment/roster.service.js';
import { checkInObstacle } from './check-in-code.rules.js';
import { Doubt, doubtsOf } from './check-in-doubt.rules.js';

export const attendanceStates = ['present', 'late', 'absent', 'leave'] as const;

export type AttendanceState = (typeof attendanceStates)[number];

/** Who stands in the roll: everyone with a place who has not left; SQL on the alias `enrollment`. */
const inRoll = `enrollment.state in ('confirmed', 'arrived', 'completed', 'refused')`;

/** What is written down about one person. */
export interface Mark {
  enrollmentId: string;
  state: AttendanceState;
}

/** A person who has a place and has not reported yet. */
export interface Awaited {
  enrollmentId: string;
  name: string;
  divisionName: string;
  phone: string | null;
}

/** One person in the roll of a session. */
export interface RollRow {
  enrollmentId: string;
  name: string;
  divisionName: string;
  organizationName: string | null;
  phone: string | null;
  seatOrder: number | null;
  state: AttendanceState | null;
  method: string | null;
  checkedInAt: Date | null;
  /** Why to look again at a check-in by code; none once a spot check found the person. */
  doubts: Doubt[];
}

/** What a check-in left behind. */
interface Trace {
  device: string | null;
  triedOldCode: boolean;
  seen: boolean;
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
    private readonly clock: Clock,
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
                 and ${inRoll}) as expected
       from integration.session session
       left join (integration.attendance attendance join integration.enrollment enrollment
         on enrollment.id = attendance.enrollment_id and ${inRoll}) on attendance.session_id = session.id
       where session.class_id = $1 group by session.id order by session.starts_at`,
      [classId],
    );
  }

  /** Everyone on the roster in seat order, with what was recorded. */
  async roll(actor: Actor, classId: string, sessionId: string): Promise<RollRow[]> {
    await this.classes.reach(actor, classId, 'run');
    await this.ofClass(classId, sessionId);
    const rows = await this.database.query<Omit<RollRow, 'doubts'> & Trace>(
      `select enrollment.id as "enrollmentId", trainee.name, division.name as "divisionName",
              trainee.organization_name as "organizationName", trainee.phone,
              enrollment.seat_order as "seatOrder", attendance.state, attendance.method,
              attendance.checked_in_at as "checkedInAt", encode(attendance.device, 'hex') as device,
              old_code.enrollment_id is not null as "triedOldCode", coalesce(spot.seen, false) as seen
       from integration.enrollment enrollment
       join targeting.trainee trainee on trainee.id = enrollment.trainee_id
       join responsibility.division division on division.id = enrollment.division_id
       left join integration.attendance attendance
         on attendance.enrollment_id = enrollment.id and attendance.session_id = $2
       left join integration.old_code old_code
         on old_code.enrollment_id = enrollment.id and old_code.session_id = $2
       left join integration.spot_check spot on spot.enrollment_id = enrollment.id and spot.session_id = $2
       where enrollment.class_id = $1 and ${inRoll}
       order by enrollment.seat_order nulls last, trainee.pinyin_key, enrollment.id`,
      [classId, sessionId],
    );
    const doubts = doubtsOf(rows);
    return rows.map(({ device: _, triedOldCode: __, seen, ...row }) => ({
      ...row,
      doubts: row.method === 'qr' && !seen ? (doubts.get(row.enrollmentId) ?? []) : [],
    }));
  }

  /** People with a place who have not reported (报到) yet, in seat order. */
  async awaited(actor: Actor, classId: string): Promise<Awaited[]> {
    await this.classes.reach(actor, classId, 'run');
    return this.database.query(
      `select enrollment.id as "enrollmentId", trainee.name, division.name as "divisionName", trainee.phone
       from integration.enrollment enrollment
       join targeting.trainee trainee on trainee.id = enrollment.trainee_id
       join responsibility.division division on division.id = enrollment.division_id
       where enrollment.class_id = $1 and enrollment.state = 'confirmed'
       order by enrollment.seat_order nulls last, trainee.pinyin_key, enrollment.id`,
      [classId],
    );
  }

  /**
   * Writes the roll of a session. People who were there and had not reported yet arrive with it.
   * Of several marks for one person the last one counts.
   * @returns how many marks are new or changed
   * @throws Conflict once the class is concluded; BrokenRule before the session's check-in opens; NotFound for
   * anyone who is not in the roll
   */
  async take(actor: Actor, classId: string, sessionId: string, marks: Mark[]): Promise<number> {
    const states = new Map(marks.map(({ enrollmentId, state }) => [enrollmentId, state]));
    return this.database.transaction(async () => {
      const trainingClass = await this.classes.lock(actor, classId, 'run');
      if (!['published', 'running', 'ended'].includes(trainingClass.state))
        throw new Conflict('attendance.classClosed', { state: trainingClass.state });
      const session = await this.ofClass(classId, sessionId);
      if (checkInObstacle(session, this.clock.now()) === 'attendance.tooEarly')
        throw new BrokenRule('attendance.rollTooEarly');
      await this.refuseStrangers(classId, [...states.keys()]);
      const changed = await this.write(actor, sessionId, states);
      const there = [...states].filter(([, state]) => state === 'present' || state === 'late');
      if (there.length > 0)
        await this.roster.move(
          actor,
          'arrive',
          there.map(([enrollmentId]) => enrollmentId),
        );
      if (changed.length > 0)
        await this.audit.record(actor, {
          action: 'attendance.roll',
          subjectType: 'session',
          subjectId: sessionId,
          before: byState(changed, ({ before }) => before),
          after: byState(changed, ({ after }) => after),
        });
      return changed.length;
    });
  }

  private write(actor: Actor, sessionId: string, states: Map<string, AttendanceState>): Promise<Changed[]> {
    return this.database.query<Changed>(
      `insert into integration.attendance as attendance (session_id, enrollment_id, state, method, account_id)
       select $1, mark.enrollment_id, mark.state, 'manual', $4
       from unnest($2::uuid[], $3::text[]) as mark (enrollment_id, state)
       on conflict (session_id, enrollment_id) do update
         set state = excluded.state, method = 'manual', account_id = excluded.account_id, recorded_at = now()
         where attendance.state <> excluded.state
       returning with (old as earlier, new as later)
         later.enrollment_id as "enrollmentId", earlier.state as before, later.state as after`,
      [sessionId, [...states.keys()], [...states.values()], actor.accountId],
    );
  }

  private async refuseStrangers(classId: string, enrollmentIds: string[]): Promise<void> {
    const found = await this.database.one<{ count: number }>(
      `select count(*)::int as count from (select 1 from integration.enrollment enrollment
         where enrollment.class_id = $1 and enrollment.id = any ($2::uuid[]) and ${inRoll}
         for update) as known`,
      [classId, enrollmentIds],
    );
    if (found?.count !== enrollmentIds.length) throw new NotFound('attendance.notInRoll');
  }

  private async ofClass(classId: string, sessionId: string): Promise<{ startsAt: Date; endsAt: Date }> {
    const found = await this.database.one<{ startsAt: Date; endsAt: Date }>(
      `select starts_at as "startsAt", ends_at as "endsAt" from integration.session
       where id = $1 and class_id = $2`,
      [sessionId, classId],
    );
    if (!found) throw new NotFound();
    return found;
  }
}

/** A person whose mark is new or another. */
interface Changed {
  enrollmentId: string;
  before: AttendanceState | null;
  after: AttendanceState;
}

/** Enrollments by state, as the audit log keeps them; who had no mark stands nowhere. */
function byState(
  changed: Changed[],
  pick: (one: Changed) => AttendanceState | null,
): Partial<Record<AttendanceState, string[]>> {
  const groups: Partial<Record<AttendanceState, string[]>> = {};
  for (const one of changed) {
    const state = pick(one);
    if (state !== null) (groups[state] ??= []).push(one.enrollmentId);
  }
  return groups;
}
