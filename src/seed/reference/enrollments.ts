import type { Client } from 'pg';
import type { SeededClass } from './classes.js';
import { copyInto } from './copy.js';
import type { Random } from './random.js';

/** What of a person an enrollment freezes. */
export interface RegisterPerson {
  id: string;
  divisionId: string;
  level: string;
  category: string;
}

/** Shares seen in reports: 2.5 % confirmed but absent, 3 % of those who came did not complete. */
const absentShare = 0.025;
const refusedShare = 0.03;

/** Fills the classes with people of their organizer's subtree; arrived enrollments equal the plan exactly. */
export async function seedEnrollments(
  client: Client,
  classes: SeededClass[],
  people: RegisterPerson[],
  random: Random,
): Promise<void> {
  await copyInto(client, 'integration.enrollment', columns, enrollmentRows(classes, people, random));
  await client.query('analyze integration.enrollment');
  await client.query(
    `insert into integration.seat (class_id, capacity, taken, last_number, self_registration)
     select class_id, count(*), count(*), max(number), false from integration.enrollment
     where class_id in (select id from integration.class where state = 'concluded')
     group by class_id on conflict (class_id) do nothing`,
  );
}

const columns = [
  'class_id',
  'trainee_id',
  'number',
  'state',
  'source',
  'division_id',
  'level',
  'category',
  'year',
  'hours',
  'seat_order',
  'enrolled_at',
] as const;

function* enrollmentRows(classes: SeededClass[], people: RegisterPerson[], random: Random) {
  const cursor = new Map<string, number>();
  for (const { id, organizer, arrived, year, hours, startsOn } of classes) {
    const pool = organizer.people;
    const wanted = Math.min(pool.length, Math.round(arrived * (1 + absentShare)));
    const start = cursor.get(organizer.id) ?? random.between(0, pool.length - 1);
    cursor.set(organizer.id, start + wanted + random.between(0, Math.ceil(pool.length / 20)));
    for (let index = 0; index < wanted; index++) {
      const person = people[pool[(start + index) % pool.length] ?? 0];
      if (!person) continue;
      const state = index >= arrived ? 'confirmed' : random.chance(refusedShare) ? 'refused' : 'completed';
      yield [
        id,
        person.id,
        index + 1,
        state,
        'callUp',
        person.divisionId,
        person.level,
        person.category,
        year,
        state === 'completed' ? hours : 0,
        index + 1,
        `${startsOn}T08:00:00+08:00`,
      ];
    }
  }
}
