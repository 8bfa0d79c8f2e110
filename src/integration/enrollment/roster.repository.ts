import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Bindings } from '../../foundation/database/bindings.js';
import { Database } from '../../foundation/database/database.js';
import { traineeIsVisible } from '../../targeting/trainee/trainee.service.js';
import { seesEnrolled, seesWholeRoster } from './enrollment.reach.js';
import type { EnrollmentState, EnrollmentVerb } from './enrollment.state.js';
import { SeatRepository } from './seat.repository.js';

/** An enrollment as the verbs need it before they judge. */
export interface ReachedEnrollment {
  id: string;
  class_id: string;
  trainee_id: string;
  state: EnrollmentState;
  whole_roster: boolean;
  cancellable_until: Date;
  /** Deadline of the call-up that brought the person in. */
  names_due: Date | null;
}

export interface RosterRow {
  id: string;
  number: string;
  state: EnrollmentState;
  source: string;
  seatOrder: number | null;
  enrolledAt: Date;
  traineeId: string;
  name: string;
  citizenIdLastFour: string;
  organizationName: string | null;
  post: string | null;
  level: string;
  category: string;
  divisionCode: string;
  divisionName: string;
}

/** An enrollment by itself, outside of its roster. */
export interface EnrollmentView extends RosterRow {
  classId: string;
  classTitle: string;
}

export interface RosterFilter {
  states?: readonly EnrollmentState[] | undefined;
  divisionCode?: string | undefined;
  category?: string | undefined;
  /** Part of a name, pinyin initials, or the last four characters of the citizen ID. */
  search?: string | undefined;
}

const joined = `integration.enrollment enrollment
  join integration.class on class.id = enrollment.class_id
  join targeting.trainee on trainee.id = enrollment.trainee_id
  join responsibility.division home on home.id = enrollment.division_id`;

const rowColumns = `enrollment.id, enrollment.number, enrollment.state::text, enrollment.source,
  enrollment.seat_order as "seatOrder", enrollment.enrolled_at as "enrolledAt", trainee.id as "traineeId", trainee.name,
  trainee.citizen_id_last_four as "citizenIdLastFour", trainee.organization_name as "organizationName", trainee.post,
  enrollment.level::text, enrollment.category::text, home.code as "divisionCode", home.name as "divisionName"`;

/** Reads of the roster, always through the asker, and the moves that change no seat. */
@Injectable()
export class RosterRepository {
  constructor(
    private readonly database: Database,
    private readonly seats: SeatRepository,
  ) {}

  /** Those of the enrollments that the asker reaches. */
  reached(actor: Actor, ids: string[]): Promise<ReachedEnrollment[]> {
    const bindings = new Bindings();
    return this.database.query<ReachedEnrollment>(
      `select enrollment.id, enrollment.class_id, enrollment.trainee_id, enrollment.state::text,
         ${seesWholeRoster(actor, bindings)} as whole_roster,
         coalesce(seat.cancellable_until, class.starts_on::timestamp at time zone 'Asia/Shanghai') as cancellable_until,
         (select call_up.deadline from integration.call_up_recipient recipient
           join integration.call_up on call_up.id = recipient.call_up_id
           where recipient.id = enrollment.recipient_id) as names_due
       from ${joined} join integration.seat on seat.class_id = class.id
       where enrollment.id = any (${bindings.add(ids)}::uuid[]) and ${seesEnrolled(actor, bindings)}`,
      bindings.values,
    );
  }

  /** One more row than the limit, when there is one, in order of arrival. */
  page(
    actor: Actor,
    classId: string,
    filter: RosterFilter,
    after: string | undefined,
    limit: number,
  ): Promise<RosterRow[]> {
    const bindings = new Bindings();
    const states = filter.states ?? [];
    return this.database.query<RosterRow>(
      `select ${rowColumns}
       from ${joined}
       where ${this.matches(actor, classId, filter, bindings)}
         ${states.length > 0 ? `and enrollment.state = any (${bindings.add(states)}::integration.enrollment_state[])` : ''}
         ${after === undefined ? '' : `and enrollment.number > ${bindings.add(after)}`}
       order by enrollment.number limit ${bindings.add(limit + 1)}`,
      bindings.values,
    );
  }

  /** One enrollment that the asker reaches, with the class it belongs to. */
  async one(actor: Actor, id: string): Promise<EnrollmentView | undefined> {
    const bindings = new Bindings();
    return this.database.one<EnrollmentView>(
      `select ${rowColumns}, class.id as "classId", class.title as "classTitle" from ${joined}
       where enrollment.id = ${bindings.add(id)} and ${seesEnrolled(actor, bindings)}`,
      bindings.values,
    );
  }

  /** How many are in each state, by the same filter but for the state. */
  async counts(
    actor: Actor,
    classId: string,
    filter: RosterFilter,
  ): Promise<Partial<Record<EnrollmentState, number>>> {
    const bindings = new Bindings();
    const rows = await this.database.query<{ state: EnrollmentState; n: number }>(
      `select enrollment.state::text, count(*)::integer as n from ${joined}
       where ${this.matches(actor, classId, filter, bindings)} group by enrollment.state`,
      bindings.values,
    );
    return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
  }

  /** Moves those that are in one of the states `from`; gives the ids that moved. */
  async move(
    actor: Actor,
    verb: EnrollmentVerb,
    ids: string[],
    from: readonly EnrollmentState[],
    to: EnrollmentState,
    reason?: string,
  ): Promise<string[]> {
    const party = this.seats.partyOf(actor);
    const rows = await this.database.query<{ id: string }>(
      `with moving as materialized (
         select e.id, e.state from integration.enrollment e
         where e.id = any ($1::uuid[]) and e.state = any ($2::integration.enrollment_state[])
         order by e.id for update
       ), moved as (
         update integration.enrollment e set state = $3::integration.enrollment_state from moving m where e.id = m.id
       ), step as (
         insert into integration.enrollment_step (enrollment_id, verb, from_state, to_state, account_id, reason)
         select m.id, $4, m.state, $3::integration.enrollment_state, $5::uuid, $9 from moving m
       ), audited as (
         insert into foundation.audit_entry
           (account_id, role, division_id, action, subject_type, subject_id, before, after, address)
         select $5::uuid, $6, $7::uuid, 'enrollment.' || $4, 'enrollment', m.id::text,
           jsonb_build_object('state', m.state), jsonb_build_object('state', $3::text), $8::inet from moving m
       )
       select id from moving`,
      [ids, from, to, verb, party.accountId, party.role, party.divisionId, party.address, reason ?? null],
    );
    return rows.map(({ id }) => id);
  }

  /** Whether the asker may name this person. */
  async reachesTrainee(actor: Actor, traineeId: string): Promise<boolean> {
    return (await this.reachedTrainees(actor, [traineeId])).size === 1;
  }

  async reachedTrainees(actor: Actor, traineeIds: string[]): Promise<Set<string>> {
    const bindings = new Bindings();
    const rows = await this.database.query<{ id: string }>(
      `select trainee.id from targeting.trainee
       where trainee.id = any (${bindings.add(traineeIds)}::uuid[]) and ${traineeIsVisible(actor, 'trainee', bindings)}`,
      bindings.values,
    );
    return new Set(rows.map(({ id }) => id));
  }

  private matches(actor: Actor, classId: string, filter: RosterFilter, bindings: Bindings): string {
    const conditions = [`enrollment.class_id = ${bindings.add(classId)}`, seesEnrolled(actor, bindings)];
    if (filter.category !== undefined)
      conditions.push(`enrollment.category::text = ${bindings.add(filter.category)}`);
    if (filter.divisionCode !== undefined)
      conditions.push(`exists (select from responsibility.division wanted
        where wanted.code = ${bindings.add(filter.divisionCode)} and wanted.id in
          (home.province_id, home.city_id, home.county_id, home.township_id, home.village_id))`);
    if (filter.search !== undefined) {
      const text = bindings.add(filter.search);
      const part = bindings.add(`%${filter.search.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`);
      conditions.push(`(trainee.name like ${part} or trainee.pinyin_initials like ${part}
        or trainee.citizen_id_last_four = upper(${text}))`);
    }
    return conditions.join(' and ');
  }
}
