import { addDays } from '../../src/foundation/clock/calendar-day.rules.js';
import { Clock } from '../../src/foundation/clock/clock.js';
import { Database } from '../../src/foundation/database/database.js';
import type { TestApp } from './app.js';

/** Basics of a two-day class of the province that begins some days from now, as a form or program sends them. */
export function classBasics(test: TestApp, changes: Record<string, unknown> = {}): Record<string, unknown> {
  const startsOn = addDays(test.app.get(Clock, { strict: false }).today(), 30);
  return {
    title: '驻村第一书记产业振兴专题培训班',
    kind: 'thematic',
    startsOn,
    endsOn: addDays(startsOn, 1),
    hours: 8,
    capacity: 20,
    minimumPersons: 5,
    ...changes,
  };
}

/** Puts active trainees of a category into a division, without anything that names a person. */
export async function addTrainees(
  test: TestApp,
  divisionCode: string,
  count: number,
  { category = 'firstSecretary', level = 'townshipSection' } = {},
): Promise<string[]> {
  const rows = await test.app.get(Database, { strict: false }).query<{ id: string }>(
    `insert into targeting.trainee (name, pinyin_key, pinyin_initials, citizen_id_sealed, citizen_id_hash,
       citizen_id_last_four, category, level, managing_division_id, division_id)
     select '学员' || n, 'xueyuan', 'xy', 'sealed', sha256(random()::text::bytea), '0000',
       $3::targeting.trainee_category, $4::targeting.cadre_level, division.id, division.id
     from generate_series(1, $2::int) n, responsibility.division division
     where division.code = $1 and division.valid_to is null
     returning id`,
    [divisionCode, count, category, level],
  );
  return rows.map(({ id }) => id);
}
