import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Bindings } from '../../foundation/database/bindings.js';
import { Database } from '../../foundation/database/database.js';
import { traineeIsVisible } from '../../targeting/trainee/trainee.service.js';
import type { Enrollment } from '../enrollment/enrollment.entity.js';
import type { RosterGroup } from './roster.dto.js';

/** Somebody on a roster as the page, its print and its export show them. */
export interface SheetPerson {
  id: string;
  number: string;
  state: Enrollment['state'];
  source: string;
  seatOrder: number | null;
  enrolledAt: Date;
  traineeId: string;
  name: string;
  pinyinKey: string;
  sex: string | null;
  age: number | null;
  phone: string | null;
  citizenIdLastFour: string;
  organizationName: string | null;
  post: string | null;
  category: string;
  level: string;
  countyName: string | null;
  divisionName: string;
  recipientName: string | null;
  /** Hours of concentrated training in the class's year, and when the person last completed a class. */
  yearHours: number;
  lastTrained: string | null;
  returnReason: string | null;
  duplicateReason: string | null;
}

export interface SheetFilter {
  text?: string | undefined;
  group?: RosterGroup | undefined;
  category?: string | undefined;
  division?: string | undefined;
  /** Only these enrollments. */
  ids?: readonly string[] | undefined;
}

/** Reads rosters with what a coordinator judges people by. */
@Injectable()
export class RosterSheetRepository {
  constructor(private readonly database: Database) {}

  /** @param only the asker, when only people within the own reach are shown */
  people(
    classId: string,
    filter: SheetFilter,
    only: Actor | undefined,
    page: { limit: number; offset: number },
  ): Promise<SheetPerson[]> {
    const bindings = new Bindings();
    const conditions = conditionsOf(classId, filter, only, bindings);
    return this.database.query<SheetPerson>(
      `select enrollment.id, enrollment.number, enrollment.state::text, enrollment.source,
         enrollment.seat_order as "seatOrder", enrollment.enrolled_at as "enrolledAt",
         trainee.id as "traineeId", trainee.name, trainee.pinyin_key as "pinyinKey", trainee.sex,
         date_part('year', age(class.starts_on, trainee.birth_date))::int as age, trainee.phone,
         trainee.citizen_id_last_four as "citizenIdLastFour", trainee.organization_name as "organizationName",
         trainee.post, enrollment.category::text, enrollment.level::text, nullif(county.name, home.name) as "countyName",
         home.name as "divisionName", coalesce(unit.name, asked.name) as "recipientName",
         coalesce((select sum(entry.hours) from targeting.ledger_entry entry where entry.trainee_id = trainee.id
           and entry.year = class.year and entry.kind = 'concentrated'), 0)::float8 as "yearHours",
         (select max(past_class.ends_on)::text from integration.enrollment past
           join integration.class past_class on past_class.id = past.class_id
           where past.trainee_id = trainee.id and past.state = 'completed'
             and past.class_id <> class.id) as "lastTrained",
         returned.reason as "returnReason", (select string_agg(distinct twice.reason, '；')
           from integration.duplicate_call_up twice where twice.enrollment_id = enrollment.id) as "duplicateReason"
       from ${joined}
       left join responsibility.division county on county.id = coalesce(home.county_id, home.city_id)
       left join integration.call_up_recipient recipient on recipient.id = enrollment.recipient_id
       left join responsibility.division asked on asked.id = recipient.division_id
       left join responsibility.organization unit on unit.id = recipient.organization_id
       where ${conditions}
       order by enrollment.number limit ${bindings.add(page.limit)} offset ${bindings.add(page.offset)}`,
      bindings.values,
    );
  }

  /** How many stand in each group by the same filter but for the group. */
  async counts(
    classId: string,
    filter: SheetFilter,
    only: Actor | undefined,
  ): Promise<Record<'all' | 'pending' | 'confirmed' | 'waitlisted' | 'returned', number>> {
    const bindings = new Bindings();
    const conditions = conditionsOf(classId, { ...filter, group: undefined, ids: undefined }, only, bindings);
    const row = await this.database.one<
      Record<'all' | 'pending' | 'confirmed' | 'waitlisted' | 'returned', number>
    >(
      `select count(*)::int as "all", count(*) filter (where enrollment.state = 'pending')::int as pending,
         count(*) filter (where enrollment.state in ('confirmed', 'arrived', 'completed', 'refused'))::int as confirmed,
         count(*) filter (where enrollment.state = 'waitlisted')::int as waitlisted,
         count(*) filter (where enrollment.state = 'cancelled')::int as returned
       from ${joined} where ${conditions}`,
      bindings.values,
    );
    return row ?? { all: 0, pending: 0, confirmed: 0, waitlisted: 0, returned: 0 };
  }

  /** Enrollments that still may be judged, with their people. */
  open(
    classId: string,
  ): Promise<{ id: string; traineeId: string; state: string; recipientId: string | null }[]> {
    return this.database.query(
      `select id, trainee_id as "traineeId", state::text, recipient_id as "recipientId" from integration.enrollment
       where class_id = $1 and state in ('pending', 'waitlisted', 'confirmed') order by number limit 5000`,
      [classId],
    );
  }

  /** Addresses of people: their account when they have one, and the phone of the register. */
  addresses(traineeIds: string[]): Promise<{ accountId: string | null; phone: string | null }[]> {
    return this.database.query(
      `select assignment.account_id as "accountId", trainee.phone from targeting.trainee trainee
       left join responsibility.assignment assignment
         on assignment.trainee_id = trainee.id and assignment.role = 'trainee'
       where trainee.id = any ($1::uuid[])`,
      [traineeIds],
    );
  }
}

const joined = `integration.enrollment enrollment
  join integration.class class on class.id = enrollment.class_id
  join targeting.trainee trainee on trainee.id = enrollment.trainee_id
  join responsibility.division home on home.id = enrollment.division_id
  left join lateral (
    select step.verb, step.reason from integration.enrollment_step step
    where enrollment.state = 'cancelled' and step.enrollment_id = enrollment.id order by step.id desc limit 1
  ) returned on true`;

const groupConditions: Record<Exclude<RosterGroup, 'finding'>, string> = {
  pending: `enrollment.state = 'pending'`,
  confirmed: `enrollment.state in ('confirmed', 'arrived', 'completed', 'refused')`,
  waitlisted: `enrollment.state = 'waitlisted'`,
  returned: `enrollment.state = 'cancelled'`,
};

function conditionsOf(
  classId: string,
  { text, group, category, division, ids }: SheetFilter,
  only: Actor | undefined,
  bindings: Bindings,
): string {
  const conditions = [
    `enrollment.class_id = ${bindings.add(classId)}`,
    `(enrollment.state <> 'cancelled' or returned.verb = 'return')`,
  ];
  if (only) conditions.push(traineeIsVisible(only, 'trainee', bindings));
  if (group && group !== 'finding') conditions.push(groupConditions[group]);
  if (ids) conditions.push(`enrollment.id = any (${bindings.add(ids)}::uuid[])`);
  if (category !== undefined) conditions.push(`enrollment.category::text = ${bindings.add(category)}`);
  if (division !== undefined)
    conditions.push(`exists (select from responsibility.division wanted
      where wanted.code = ${bindings.add(division)} and wanted.id in
        (home.province_id, home.city_id, home.county_id, home.township_id, home.village_id))`);
  const plain = text?.trim() ?? '';
  if (plain !== '') conditions.push(fits(plain, bindings));
  return conditions.join(' and ');
}

function fits(text: string, bindings: Bindings): string {
  const part = bindings.add(`%${text.replace(/[\\%_]/gu, '\\$&')}%`);
  const whole = bindings.add(text.toUpperCase());
  return `(trainee.name like ${part} or home.name like ${part} or trainee.post like ${part}
    or trainee.organization_name like ${part} or trainee.pinyin_initials like '% ' || lower(${part})
    or trainee.citizen_id_last_four = ${whole})`;
}
