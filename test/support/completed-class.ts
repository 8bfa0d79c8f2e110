import { randomBytes } from 'node:crypto';
import type { Actor } from '../../src/foundation/access/actor.js';
import { Database } from '../../src/foundation/database/database.js';
import { pinyinKey } from '../../src/foundation/text/pinyin.rules.js';
import type { TestApp } from './app.js';

export interface CompletedClass {
  classId: string;
  /** Enrollments in the order of the names. */
  enrollmentIds: string[];
  traineeIds: string[];
  /** A coordinator over the division that owns it. */
  coordinator: Actor;
}

interface Wanted {
  names: string[];
  division?: string;
  approved?: boolean;
  endsOn?: string;
}

/** A class whose people have all completed it, written straight into the tables. */
export async function layCompletedClass(
  { app }: Pick<TestApp, 'app'>,
  wanted: Wanted,
): Promise<CompletedClass> {
  const database = app.get(Database, { strict: false });
  const { names, division: code = '610000000000', approved = true, endsOn = '2026-10-18' } = wanted;
  const serial = randomBytes(6).toString('hex');
  const one = async <Row extends object>(sql: string, parameters: unknown[]): Promise<Row> => {
    const row = await database.one<Row>(sql, parameters);
    if (!row) throw new Error(`No row from ${sql.slice(0, 60)}`);
    return row;
  };
  const division = await one<{ id: string; code: string; name: string; level: 1 }>(
    'select id, code, name, level from responsibility.division where code = $1 and valid_to is null',
    [code],
  );
  const lead = await one<{ id: string }>(
    `insert into responsibility.organization (name, kind, division_id)
     values ($1, 'organizationDepartment', $2) returning id`,
    [`测试干部教育中心${serial}`, division.id],
  );
  const { id: classId } = await one<{ id: string }>(
    `insert into integration.class (code, title, level, division_id, lead_organization_id, starts_on, ends_on, year,
       hours, state)
     values ($1, '驻村第一书记能力提升示范培训班', $2, $3, $4, '2026-10-12', $5, 2026, 56, 'ended') returning id`,
    [`T${serial}`, division.level, division.id, lead.id, endsOn],
  );
  await database.execute(
    'insert into integration.seat (class_id, capacity, taken, last_number) values ($1, 100000, $2::int, $2::int)',
    [classId, names.length],
  );
  if (approved) {
    const application = await one<{ id: string }>(
      `insert into responsibility.application (title, division_id, lead_organization_id, starts_on, ends_on, persons,
         hours, state, approval_no)
       values ('班', $1, $2, '2026-10-12', $3, 50, 56, 'approved', $4) returning id`,
      [division.id, lead.id, endsOn, `陕培〔2026〕${serial}`],
    );
    await database.execute('update integration.class set application_id = $2 where id = $1', [
      classId,
      application.id,
    ]);
  }
  const people = await database.query<{ traineeId: string; enrollmentId: string }>(
    `with person as (
       insert into targeting.trainee (name, pinyin_key, pinyin_initials, citizen_id_sealed, citizen_id_hash,
         citizen_id_last_four, category, level, managing_division_id, division_id)
       select name, pinyin_key, '', 'sealed', decode(md5($1 || number), 'hex'), '0000', 'firstSecretary', 'staff', $2, $2
       from unnest($3::text[], $4::text[]) with ordinality as wanted (name, pinyin_key, number) order by number
       returning id
     ), numbered as (select id, row_number() over (order by id) as number from person),
     enrolled as (
       insert into integration.enrollment (class_id, trainee_id, number, state, source, division_id, level, category, year,
         hours)
       select $5, id, number, 'completed', 'callUp', $2, 'staff', 'firstSecretary', 2026, 56 from numbered order by number
       returning id, trainee_id, number
     ), completed as (
       insert into integration.completion (enrollment_id, decision, hours, grounds)
       select id, 'completed', 56, '{}' from enrolled
     )
     select id as "enrollmentId", trainee_id as "traineeId" from enrolled order by number`,
    [serial, division.id, names, names.map(pinyinKey), classId],
  );
  return {
    classId,
    enrollmentIds: people.map(({ enrollmentId }) => enrollmentId),
    traineeIds: people.map(({ traineeId }) => traineeId),
    coordinator: {
      accountId: '01900000-0000-7000-8000-000000000001',
      name: '测试协调员',
      role: 'coordinator',
      division,
    },
  };
}
