import { systemActor } from '../../../../src/foundation/access/actor.js';
import { Database } from '../../../../src/foundation/database/database.js';
import { JobRegister } from '../../../../src/foundation/queue/job-register.js';
import { ConsistencyService } from '../../../../src/service/consistency/consistency.service.js';
import { ReconcileService } from '../../../../src/service/statistics/reconcile.service.js';
import { StatisticsService } from '../../../../src/service/statistics/statistics.service.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { signIn } from '../../../support/sign-in.js';

let test: TestApp;
let consistency: ConsistencyService;
let database: Database;

beforeEach(async () => {
  test = await createTestApp();
  consistency = test.app.get(ConsistencyService, { strict: false });
  database = test.app.get(Database, { strict: false });
  await test.app.get(StatisticsService, { strict: false }).foldOnce();
});

afterEach(() => test.close());

/** A figure that no enrollment stands behind. */
function plantFigure(): Promise<number> {
  return database.execute(
    `insert into service.statistic (division_id, own_level, attribution, year, level, category, enrolled, arrived,
       completed, refused, certificates, hours)
     select id, false, 'byParticipant', 2024, 'staff', 'other', 3, 3, 0, 0, 0, 0
       from responsibility.division where code = '610122000000'`,
  );
}

it('asks every room that has something to hold', async () => {
  const findings = await consistency.check();
  expect(findings.map(({ name }) => name)).toEqual(expect.arrayContaining(['statistics.areFacts']));
  expect(findings.length).toBeGreaterThan(1);
  expect(findings.flatMap(({ violations }) => violations)).toEqual([]);
});

it('finds a planted violation and tells administrators, once a day', async () => {
  const administrator = await signIn(test, { role: 'administrator' });
  await signIn(test, { role: 'coordinator', division: '610122000000' });
  await plantFigure();
  expect(await consistency.checkAndTell()).toEqual({ 'statistics.areFacts': 1 });
  await consistency.checkAndTell();
  const messages = await database.query<{ account_id: string }>(
    `select account_id from foundation.message where template = 'consistency.message.violated'`,
  );
  expect(messages).toEqual([{ account_id: administrator.accountId }]);
});

it('tells nobody while all is well', async () => {
  await signIn(test, { role: 'administrator' });
  expect(await consistency.checkAndTell()).toEqual({});
  expect(await database.query('select from foundation.message')).toEqual([]);
});

it('recounts the county whose minute it is, and at night everything', async () => {
  const statistics = test.app.get(StatisticsService, { strict: false });
  const register = test.app.get(JobRegister, { strict: false });
  const cycle = await Promise.all(
    Array.from({ length: 120 }, (_, minute) => statistics.countyInTurn(new Date(minute * 60_000))),
  );
  expect(new Set(cycle).size).toBeGreaterThan(100);
  expect(cycle).toContain('610122000000');
  await plantFigure();
  await register.handlerOf('statistics.reconcile')?.run({}, undefined as never);
  expect(await consistency.checkAndTell()).toEqual({});
});

it('puts a difference right with a line in the audit log and a message to administrators', async () => {
  const administrator = await signIn(test, { role: 'administrator' });
  const reconciling = test.app.get(ReconcileService, { strict: false });
  await plantFigure();
  expect((await reconciling.reconcile(systemActor, '610122000000')).total).toBe(1);
  expect((await reconciling.reconcile(systemActor, '610122000000')).total).toBe(0);
  const [line, ...more] = await database.query<{ before: object; after: object }>(
    `select before, after from foundation.audit_entry where action = 'statistics.heal'`,
  );
  expect(more).toEqual([]);
  expect(line?.before).toMatchObject({ division: '610122000000', total: 1, rows: [{ arrived: 3 }] });
  expect(line?.after).toMatchObject({ rows: [{ arrived: 0 }] });
  expect(
    await database.query(
      `select account_id from foundation.message where template = 'statistics.message.healed'`,
    ),
  ).toEqual([{ account_id: administrator.accountId }]);
});
