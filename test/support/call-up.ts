import { Actor, Role, systemActor } from '../../src/foundation/access/actor.js';
import { Clock } from '../../src/foundation/clock/clock.js';
import { addDays } from '../../src/foundation/clock/calendar-day.rules.js';
import { Database } from '../../src/foundation/database/database.js';
import { AccountService } from '../../src/responsibility/account/account.service.js';
import { DivisionService } from '../../src/responsibility/division/division.service.js';
import type { TestApp } from './app.js';

/** A line of a quota table: a division or a unit, and how many. */
export interface QuotaLine {
  division?: string;
  organizationId?: string;
  amount: number;
}

/** A published two-day class of the province in 30 days, with its seats handed out to the lines. */
export async function publishedClass(
  test: TestApp,
  {
    capacity = 20,
    lines = [],
    title = '产业振兴专题培训班',
    inDays = 30,
  }: {
    capacity?: number;
    lines?: QuotaLine[];
    title?: string;
    inDays?: number;
  },
): Promise<string> {
  const database = test.app.get(Database, { strict: false });
  const startsOn = addDays(test.app.get(Clock, { strict: false }).today(), inDays);
  const sum = lines.reduce((total, { amount }) => total + amount, 0);
  const created = await database.one<{ id: string; quota_id: string }>(
    `with quota as (insert into responsibility.quota (purpose) values ('class') returning id)
     insert into integration.class (code, title, level, division_id, starts_on, ends_on, year, hours, quota_id, state)
     select 'T-' || substr(gen_random_uuid()::text, 1, 18), $1, 1, division.id, $2, $3, extract(year from $3::date), 8,
       quota.id, 'published'
     from responsibility.division, quota where division.code = '610000000000' and division.valid_to is null
     returning id, quota_id`,
    [title, startsOn, addDays(startsOn, 1)],
  );
  if (!created) throw new Error('No class');
  await database.execute(
    'insert into integration.seat (class_id, capacity, waitlist_capacity) values ($1, $2, 5)',
    [created.id, capacity],
  );
  const root = await database.one<{ id: string }>(
    `insert into responsibility.allocation (quota_id, amount, allocated) values ($1, $2, $3) returning id`,
    [created.quota_id, capacity, sum],
  );
  for (const { division, organizationId, amount } of lines)
    await database.execute(
      `insert into responsibility.allocation (quota_id, parent_id, division_id, organization_id, amount)
       values ($1, $2, (select id from responsibility.division where code = $3 and valid_to is null), $4, $5)`,
      [created.quota_id, root?.id, division ?? null, organizationId ?? null, amount],
    );
  return created.id;
}

/** A unit of a division. */
export async function unitOf(test: TestApp, division: string, name: string): Promise<string> {
  const row = await test.app.get(Database, { strict: false }).one<{ id: string }>(
    `insert into responsibility.organization (name, kind, division_id)
     select $2, 'businessDepartment', id from responsibility.division where code = $1 and valid_to is null returning id`,
    [division, name],
  );
  return row?.id ?? '';
}

let number = 0;

/** Somebody of the register, of a unit when one is given. */
export async function personOf(
  test: TestApp,
  division: string,
  name: string,
  {
    organizationId = null,
    phone = null,
    lastFour = '0000',
  }: {
    organizationId?: string | null;
    phone?: string | null;
    lastFour?: string;
  } = {},
): Promise<string> {
  const row = await test.app.get(Database, { strict: false }).one<{ id: string }>(
    `insert into targeting.trainee (name, pinyin_key, pinyin_initials, citizen_id_sealed, citizen_id_hash,
       citizen_id_last_four, category, level, managing_division_id, division_id, organization_id, phone)
     select $2, $2, ' ' || $2 || ' ', 'sealed', sha256($3::bytea), $6, 'townshipOfficial', 'staff',
       division.id, division.id, $4, $5
     from responsibility.division division where division.code = $1 and division.valid_to is null returning id`,
    [division, name, Buffer.from(`${name} ${++number} ${Math.random()}`), organizationId, phone, lastFour],
  );
  return row?.id ?? '';
}

/** An account in a role, as the services see it. */
export async function actorIn(
  test: TestApp,
  role: Role,
  scope: { division?: string; organizationId?: string },
): Promise<Actor> {
  const found =
    scope.division === undefined
      ? undefined
      : await test.app.get(DivisionService, { strict: false }).byCode(scope.division);
  const division = found && { id: found.id, code: found.code, name: found.name, level: found.level };
  const { organizationId } = scope;
  const account = await test.app.get(AccountService, { strict: false }).createAccount(systemActor, {
    username: `${role.toLowerCase()}-${++number}-${Math.random().toString(36).slice(2, 8)}`,
    name: `${role}${number}`,
    assignments: [
      {
        role,
        ...(division && { divisionId: division.id }),
        ...(organizationId !== undefined && { organizationId }),
      },
    ],
  });
  return {
    accountId: account.id,
    name: account.name,
    role,
    ...(division && { division }),
    ...(organizationId !== undefined && { organizationId }),
  };
}
