import { Injectable } from '@nestjs/common';
import { Database } from '../../foundation/database/database.js';
import type { Verdict } from './completion-verdict.rules.js';

/** A person to be decided, with what the attendance of the counting sessions adds up to. */
export interface Candidate {
  enrollmentId: string;
  traineeId: string;
  name: string;
  divisionName: string;
  state: 'arrived' | 'completed' | 'refused';
  attendedHours: number;
  leaveHours: number;
  unexcusedAbsences: number;
}

/** A decision on its way into the database. */
export interface Decided extends Verdict {
  enrollmentId: string;
  hours: number;
  /** Why a person decided against the rule. */
  reason?: string;
}

/** How far the class's sessions are; the closing ceremony is left out. */
export interface Progress {
  /** Hours of all sessions that count. */
  hours: number;
  /** Of these, the hours of sessions held online. */
  onlineHours: number;
  /** Sessions that are not over yet. */
  ahead: number;
  /** Sessions that are over and of which nobody was recorded. */
  unrolled: number;
}

/** Somebody wrote down who was there; alias `session`. */
const rollTaken = `exists (select from integration.attendance attendance
  where attendance.session_id = session.id and attendance.method <> 'leave')`;

/** The statements of completion, set-based: a class of thousands is decided in one go. */
@Injectable()
export class CompletionRepository {
  constructor(private readonly database: Database) {}

  async progress(classId: string, now: Date): Promise<Progress> {
    const row = await this.database.one<Progress>(
      `select coalesce(sum(hours), 0)::float8 as hours,
              coalesce(sum(hours) filter (where mode = 'online'), 0)::float8 as "onlineHours", (count(*) filter (where ends_at > $2))::int as ahead,
              (count(*) filter (where ends_at <= $2 and not ${rollTaken}))::int as unrolled
       from integration.session session where class_id = $1 and not closing_ceremony`,
      [classId, now],
    );
    return row ?? { hours: 0, onlineHours: 0, ahead: 0, unrolled: 0 };
  }

  /**
   * A session without any record for a person is an unexcused absence once the session is over and its roll was
   * taken; leave that was approved ahead of it is no roll.
   */
  async candidates(classId: string, now: Date): Promise<Candidate[]> {
    return this.database.query(
      `with counting as materialized (
         select session.id, session.hours, session.ends_at <= $2 and ${rollTaken} as rolled
         from integration.session session where session.class_id = $1 and not session.closing_ceremony
       )
       select enrollment.id as "enrollmentId", enrollment.trainee_id as "traineeId", trainee.name,
              division.name as "divisionName", enrollment.state::text as state,
              coalesce(record.attended, 0)::float8 as "attendedHours", coalesce(record.leave, 0)::float8 as "leaveHours",
              (record.absent + (select count(*) from counting where rolled) - record.seen)::int as "unexcusedAbsences"
       from integration.enrollment enrollment
       join targeting.trainee trainee on trainee.id = enrollment.trainee_id
       join responsibility.division division on division.id = enrollment.division_id
       cross join lateral (
         select sum(counting.hours) filter (where attendance.state in ('present', 'late')) as attended,
                sum(counting.hours) filter (where attendance.state = 'leave') as leave,
                count(*) filter (where attendance.state = 'absent') as absent,
                count(*) filter (where counting.rolled) as seen
         from integration.attendance attendance join counting on counting.id = attendance.session_id
         where attendance.enrollment_id = enrollment.id
       ) record
       where enrollment.class_id = $1 and enrollment.state in ('arrived', 'completed', 'refused')
       order by enrollment.seat_order nulls last, trainee.pinyin_key, enrollment.id`,
      [classId, now],
    );
  }

  /**
   * Writes the decisions on people who have arrived; people decided meanwhile are left as they are. What the fact is
   * counted under (division, level, category, year) freezes here, as it is at this moment.
   */
  async decide(accountId: string | null, decided: Decided[]): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `with wanted as (
         select * from unnest($2::uuid[], $3::text[], $4::numeric[], $5::jsonb[], $6::text[])
           as wanted (enrollment_id, decision, hours, grounds, reason)
       ), moved as (
         update integration.enrollment enrollment
         set state = wanted.decision::integration.enrollment_state, hours = wanted.hours,
             division_id = trainee.division_id, level = trainee.level, category = trainee.category, year = class.year
         from wanted, targeting.trainee trainee, integration.class class
         where enrollment.id = wanted.enrollment_id and enrollment.state = 'arrived'
           and trainee.id = enrollment.trainee_id and class.id = enrollment.class_id
         returning enrollment.id, enrollment.state, wanted.decision, wanted.hours as earned, wanted.grounds, wanted.reason
       ), step as (
         insert into integration.enrollment_step (enrollment_id, verb, from_state, to_state, account_id, reason)
         select id, case state when 'completed' then 'complete' else 'refuse' end, 'arrived', state, $1, reason
         from moved
       )
       insert into integration.completion (enrollment_id, decision, hours, grounds, decided_by)
       select id, decision, earned, grounds, (select account.id from responsibility.account where account.id = $1)
       from moved
       on conflict (enrollment_id) do update set decision = excluded.decision, hours = excluded.hours,
         grounds = excluded.grounds, decided_by = excluded.decided_by, decided_at = now()
       returning enrollment_id as id`,
      [
        accountId,
        decided.map(({ enrollmentId }) => enrollmentId),
        decided.map(({ decision }) => decision),
        decided.map(({ hours }) => hours),
        decided.map(({ grounds }) => JSON.stringify(grounds)),
        decided.map(({ reason }) => reason ?? null),
      ],
    );
    return rows.map(({ id }) => id);
  }

  /** Takes decisions of a class back to `arrived`; gives the enrollments they were of. */
  async reconsider(accountId: string | null, classId: string, reason: string): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `with gone as (
         delete from integration.completion completion using integration.enrollment enrollment
         where enrollment.id = completion.enrollment_id and enrollment.class_id = $2
           and enrollment.state in ('completed', 'refused')
         returning enrollment.id, enrollment.state
       ), moved as (
         update integration.enrollment enrollment set state = 'arrived', hours = 0
         from gone where enrollment.id = gone.id returning enrollment.id
       ), step as (
         insert into integration.enrollment_step (enrollment_id, verb, from_state, to_state, account_id, reason)
         select id, 'reconsider', state, 'arrived', $1, $3 from gone
       )
       select id from moved`,
      [accountId, classId, reason],
    );
    return rows.map(({ id }) => id);
  }

  /** Whether anyone who arrived still waits for a decision. */
  async isUndecided(classId: string): Promise<boolean> {
    const row = await this.database.one(
      `select 1 from integration.enrollment where class_id = $1 and state = 'arrived' limit 1`,
      [classId],
    );
    return row !== undefined;
  }
}
