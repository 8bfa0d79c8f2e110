import { DataSource } from 'typeorm';
import { systemActor } from '../../../../src/foundation/access/actor.js';
import { dataSourceOptions } from '../../../../src/foundation/database/data-source.options.js';
import { Database } from '../../../../src/foundation/database/database.js';
import { FoldRepository } from '../../../../src/service/statistics/fold.repository.js';
import { StatisticsService } from '../../../../src/service/statistics/statistics.service.js';
import { createTestDatabase, TestDatabase } from '../../../support/postgres.js';
import { storedAndCounted } from './naive-count.js';
import { SmallProvince } from '../../../support/statistics/small-province.js';

let test: TestDatabase;
let source: DataSource;
let statistics: StatisticsService;
let province: SmallProvince;

beforeEach(async () => {
  test = await createTestDatabase();
  source = await new DataSource(dataSourceOptions(test.url, { pool: 4 })).initialize();
  const database = new Database(source);
  statistics = new StatisticsService(database, new FoldRepository(database));
  province = await SmallProvince.lay(test.url);
});

afterEach(async () => {
  await province.client.end();
  await source.destroy();
  await test.drop();
});

const year = 2020;

async function expectExact(): Promise<void> {
  const { stored, counted } = await storedAndCounted(province);
  expect(stored).toEqual(counted);
  expect(await statistics.differences()).toEqual({ total: 0, differences: [] });
}

async function figure(code: string, attribution: string, measure: string): Promise<number> {
  const [row] = await province.rows<{ value: number }>(
    `select coalesce(sum(${measure}), 0)::float as value from service.statistic
      where division_id = $1 and attribution = $2 and not own_level`,
    [province.id(code), attribution],
  );
  return row?.value ?? 0;
}

async function persons(
  code: string,
  attribution: string,
  ofYear: number,
  category?: string,
): Promise<number> {
  const [row] = await province.rows<{ persons: number }>(
    `select persons from service.person_year where division_id = $1 and attribution = $2 and year = $3
        and not own_level and category is not distinct from $4`,
    [province.id(code), attribution, ofYear, category],
  );
  return row?.persons ?? 0;
}

it('counts a completion in every division above the village, once in a city-level county', async () => {
  const course = await province.class('6102', '2020-06-05');
  const person = await province.trainee('610200100201');
  const enrollment = await province.enroll(course, person);
  await province.become(enrollment, 'completed');
  await statistics.foldOnce();
  for (const code of ['61', '6102', '610200100', '610200100201'])
    expect([
      code,
      await figure(code, 'byParticipant', 'completed'),
      await figure(code, 'byParticipant', 'hours'),
    ]).toEqual([code, 1, 40]);
  expect(await figure('6102', 'byOrganizer', 'completed')).toBe(1);
  expect(await figure('610200100', 'byOrganizer', 'completed')).toBe(0);
  await expectExact();
});

it('counts a person once a year wherever the classes were, and never adds persons up', async () => {
  const person = await province.trainee('610101100201');
  for (const [organizer, endsOn] of [
    ['610101', '2020-03-01'],
    ['6101', '2020-05-01'],
    ['61', '2021-05-01'],
  ] as const)
    await province.enroll(await province.class(organizer, endsOn), person, 'arrived');
  await statistics.foldOnce();
  expect(await persons('61', 'byOrganizer', year)).toBe(1);
  expect(await persons('61', 'byOrganizer', 0)).toBe(1);
  expect(await persons('6101', 'byOrganizer', year)).toBe(1);
  expect(await persons('610101', 'byOrganizer', year)).toBe(1);
  expect(await persons('610101100', 'byParticipant', 0, 'firstSecretary')).toBe(1);
  expect(await figure('61', 'byOrganizer', 'arrived')).toBe(3);
  await expectExact();
});

it('takes a person back only with the last arrival', async () => {
  const person = await province.trainee('610101100201');
  const first = await province.enroll(await province.class('610101', '2020-03-01'), person, 'arrived');
  const second = await province.enroll(await province.class('610102', '2020-05-01'), person, 'arrived');
  await statistics.foldOnce();
  await province.become(first, 'cancelled');
  await statistics.foldOnce();
  expect(await persons('6101', 'byOrganizer', year)).toBe(1);
  expect(await persons('610101', 'byOrganizer', year)).toBe(0);
  await province.become(second, 'confirmed');
  await statistics.foldOnce();
  expect(await persons('61', 'byParticipant', year)).toBe(0);
  await expectExact();
});

it('moves a class with all it counted, together with changes of the same moment', async () => {
  const course = await province.class('610101', '2020-03-01');
  const people = await Promise.all(
    ['610101100201', '610102100201'].map((village) => province.trainee(village)),
  );
  const [first = '', second = ''] = await Promise.all(
    people.map((person) => province.enroll(course, person, 'arrived')),
  );
  await statistics.foldOnce();
  await province.become(first, 'completed');
  await province.client.query(
    `update integration.class set division_id = $2, ends_on = '2020-07-01' where id = $1`,
    [course, province.id('610102')],
  );
  await province.become(second, 'dismissed');
  await statistics.foldOnce();
  expect(await figure('610101', 'byOrganizer', 'arrived')).toBe(0);
  expect(await figure('610102', 'byOrganizer', 'arrived')).toBe(2);
  await expectExact();
});

it('writes no delta for changes that no figure shows', async () => {
  const enrollment = await province.enroll(
    await province.class('61', '2020-03-01'),
    await province.trainee('610101'),
  );
  await statistics.foldOnce();
  await province.client.query('update integration.enrollment set seat_order = 3 where id = $1', [enrollment]);
  await province.client.query(`update integration.class set title = '另一个班'`);
  await province.client.query(`update targeting.trainee set post = '书记'`);
  expect(await statistics.foldOnce()).toBe(0);
});

it('keeps nothing of a change that was rolled back', async () => {
  const course = await province.class('61', '2020-03-01');
  const person = await province.trainee('610101');
  await province.client.query('begin');
  await province.enroll(course, person, 'completed');
  await province.client.query('rollback');
  await statistics.foldOnce();
  expect(await figure('61', 'byParticipant', 'enrolled')).toBe(0);
  await expectExact();
});

it('counts certificates that the certificate room reports', async () => {
  const enrollment = await province.enroll(
    await province.class('610101', '2020-03-01'),
    await province.trainee('610102100202'),
    'completed',
  );
  await province.client.query('select service.count_certificates(array[$1]::uuid[], 1)', [enrollment]);
  await statistics.foldOnce();
  expect(await figure('6101', 'byOrganizer', 'certificates')).toBe(1);
  expect(await figure('610102100202', 'byParticipant', 'certificates')).toBe(1);
});

it('finds, names and heals a stored row that differs from the facts, also in one county only', async () => {
  await province.enroll(
    await province.class('610101', '2020-03-01'),
    await province.trainee('610101100201'),
    'completed',
  );
  await statistics.foldOnce();
  await province.client.query('update service.statistic set arrived = arrived + 5 where division_id = $1', [
    province.id('610101'),
  ]);
  await province.client.query('delete from service.person_year');
  const { differences: found } = await statistics.reconcile(systemActor, '610101000000');
  expect(found).toContainEqual(
    expect.objectContaining({
      table: 'service.statistic',
      divisionId: province.id('610101'),
      stored: expect.objectContaining({ arrived: 6 }),
      counted: expect.objectContaining({ arrived: 1 }),
    }),
  );
  expect(found.every(({ divisionId }) => divisionId !== province.id('61'))).toBe(true);
  expect((await statistics.reconcile(systemActor)).total).toBeGreaterThan(0);
  await expectExact();
});

it('recounts by itself when the division tree changes', async () => {
  await province.enroll(
    await province.class('610101', '2020-03-01'),
    await province.trainee('610101100201'),
    'completed',
  );
  await statistics.foldOnce();
  // The first county is raised to city level.
  await province.client.query(`update responsibility.division set city_id = county_id where county_id = $1`, [
    province.id('610101'),
  ]);
  await province.client.query('update responsibility.division set level = 2, parent_id = $2 where id = $1', [
    province.id('610101'),
    province.id('61'),
  ]);
  await statistics.foldOnce();
  expect(await figure('6101', 'byParticipant', 'completed')).toBe(0);
  expect(await figure('610101', 'byParticipant', 'completed')).toBe(1);
  await expectExact();
});

it('stays exact through any mixture of changes, folded at any moment', async () => {
  const random = generator(20201123);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
  const codes = [...province.divisions.keys()];
  const dates = ['2019-12-31', '2020-03-01', '2020-08-09', '2021-01-02'];
  const states = ['confirmed', 'arrived', 'completed', 'refused', 'dismissed', 'cancelled', 'waitlisted'];
  const people: string[] = [];
  for (let n = 0; n < 12; n++)
    people.push(
      await province.trainee(
        pick(codes),
        pick(['firstSecretary', 'villageSecretary']),
        pick(['staff', 'villageCadre']),
      ),
    );
  const classes: string[] = [];
  for (let n = 0; n < 6; n++)
    classes.push(await province.class(pick(codes), pick(dates), pick(['running', 'published'])));
  const moves: (() => Promise<unknown>)[] = [
    () => province.enroll(pick(classes), pick(people), pick(states)).catch(() => undefined),
    () => province.enroll(pick(classes), pick(people), pick(states)).catch(() => undefined),
    () =>
      change('integration.enrollment', `state = '${pick(states)}', hours = ${Math.floor(random() * 90) / 2}`),
    () => change('integration.enrollment', `state = '${pick(states)}'`),
    () =>
      change(
        'integration.enrollment',
        `division_id = '${province.id(pick(codes))}', category = 'firstSecretary'`,
      ),
    () => change('integration.class', `division_id = '${province.id(pick(codes))}', ends_on = '2022-02-02'`),
    () => change('integration.class', `state = '${pick(['running', 'published', 'concluded'])}'`),
    () =>
      change(
        'targeting.trainee',
        `division_id = '${province.id(pick(codes))}', state = '${pick(['active', 'left'])}'`,
      ),
    () => province.client.query(`delete from integration.enrollment where random() < 0.1`),
  ];
  const change = (table: string, assignments: string) =>
    province.client.query(`update ${table} set ${assignments} where random() < 0.3`).catch(() => undefined);
  for (let round = 0; round < 40; round++) {
    for (let step = 0; step < 1 + round / 4; step++) await pick(moves)();
    await statistics.foldOnce();
    await expectExact();
  }
});

/** Repeatable random numbers (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
