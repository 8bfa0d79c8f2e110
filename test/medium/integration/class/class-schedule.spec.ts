import { addDays } from '../../../../src/foundation/clock/calendar-day.rules.js';
import { Clock } from '../../../../src/foundation/clock/clock.js';
import { Database } from '../../../../src/foundation/database/database.js';
import { ClassChangeService } from '../../../../src/integration/class/class-change.service.js';
import { ClassScheduleService } from '../../../../src/integration/class/class-schedule.service.js';
import { ClassBasicsService } from '../../../../src/integration/class/class-basics.service.js';
import { AccountService } from '../../../../src/responsibility/account/account.service.js';
import { Actor, systemActor } from '../../../../src/foundation/access/actor.js';
import { DivisionService } from '../../../../src/responsibility/division/division.service.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { addTrainees, classBasics } from '../../../support/class-draft.js';

const hour = 3_600_000;

describe('what time brings about for classes', () => {
  let test: TestApp;
  let database: Database;
  let schedule: ClassScheduleService;
  let clock: Clock;
  let planner: Actor;

  beforeAll(async () => {
    test = await createTestApp();
    const find = <Kind>(kind: new (...parts: never[]) => Kind): Kind => test.app.get(kind, { strict: false });
    database = find(Database);
    schedule = find(ClassScheduleService);
    clock = find(Clock);
    const root = await find(DivisionService).byCode('610000000000');
    const account = await find(AccountService).createAccount(systemActor, {
      username: 'planner',
      name: '计划员',
      assignments: [{ role: 'coordinator', divisionId: root.id }],
    });
    planner = { accountId: account.id, name: '计划员', role: 'coordinator', division: root };
  });

  afterEach(() => clock.shift(0));
  afterAll(() => test.close());

  /** A published class of days `startsOn` and the next; registration closes five days before. */
  async function published(): Promise<{ id: string; startsOn: string }> {
    const { id, startsOn } = await test.app
      .get(ClassBasicsService, { strict: false })
      .create(planner, classBasics(test) as never);
    await database.execute(
      `update integration.seat set open = true, self_registration = true, opens_at = $2, closes_at = $3
       where class_id = $1`,
      [
        id,
        new Date(`${addDays(startsOn, -20)}T08:00+08:00`),
        new Date(`${addDays(startsOn, -5)}T18:00+08:00`),
      ],
    );
    await database.execute(`update integration.class set state = 'published' where id = $1`, [id]);
    await database.execute(
      `insert into integration.session (class_id, title, mode, starts_at, ends_at, hours)
       values ($1, '结业式', 'ceremony', $2, $3, 0)`,
      [id, new Date(`${startsOn}T08:30+08:00`), new Date(`${addDays(startsOn, 1)}T11:30+08:00`)],
    );
    return { id, startsOn };
  }

  const at = (moment: string): void => {
    clock.shift(new Date(`${moment}+08:00`).getTime() - Date.now());
  };

  const state = async (id: string): Promise<string | undefined> =>
    (await database.one<{ state: string }>('select state from integration.class where id = $1', [id]))?.state;

  const messages = async (id: string): Promise<string[]> =>
    (
      await database.query<{ template: string }>(
        `select template from foundation.message where dedupe_key like 'class/' || $1 || '/%' order by id`,
        [id],
      )
    ).map(({ template }) => template);

  it('starts a class on its first day and ends it after its last session, once each', async () => {
    const { id, startsOn } = await published();

    at(`${addDays(startsOn, -1)}T23:59`);
    expect(await schedule.perform('start', id)).toBe(false);
    at(`${startsOn}T00:00:01`);
    expect(await schedule.perform('end', id)).toBe(false);
    expect([await schedule.perform('start', id), await schedule.perform('start', id)]).toEqual([true, false]);
    expect(await state(id)).toBe('running');
    at(`${addDays(startsOn, 1)}T11:29`);
    expect(await schedule.perform('end', id)).toBe(false);
    at(`${addDays(startsOn, 1)}T11:30:01`);
    expect(await Promise.all([schedule.perform('end', id), schedule.perform('end', id)])).toEqual(
      expect.arrayContaining([true, false]),
    );
    expect(await state(id)).toBe('ended');
    const steps = await database.query<{ verb: string }>(
      `select verb from integration.class_step where class_id = $1 and verb in ('start', 'end') order by id`,
      [id],
    );
    expect(steps.map(({ verb }) => verb)).toEqual(['start', 'end']);
  });

  it('announces each window once, and again when it was moved', async () => {
    const { id, startsOn } = await published();
    await database.execute('update integration.class set minimum_persons = 1 where id = $1', [id]);
    await database.execute('update integration.seat set taken = 1 where class_id = $1', [id]);

    at(`${addDays(startsOn, -5)}T18:00:01`);
    expect([await schedule.perform('close', id), await schedule.perform('close', id)]).toEqual([true, false]);
    expect(await schedule.perform('open', id)).toBe(false);
    expect(await schedule.perform('minimum', id)).toBe(false);
    expect(await messages(id)).toEqual(['class.message.close']);
    await database.execute(
      `update integration.seat set closes_at = closes_at + interval '1 hour' where class_id = $1`,
      [id],
    );
    expect(await schedule.perform('close', id)).toBe(false);
    clock.shift(new Date(`${addDays(startsOn, -5)}T18:00:01+08:00`).getTime() - Date.now() + hour);
    expect(await schedule.perform('close', id)).toBe(true);
    expect(await messages(id)).toEqual(['class.message.close', 'class.message.close']);
  });

  it('tells once that time or place has changed, when the changes have come to rest', async () => {
    const changes = test.app.get(ClassChangeService, { strict: false });
    const { id, startsOn } = await published();
    const [traineeId] = await addTrainees(test, '610702000000', 1);
    await database.execute(`update targeting.trainee set phone = '13800138000' where id = $1`, [traineeId]);
    await database.execute(
      `insert into integration.enrollment (class_id, trainee_id, number, state, source, division_id, level, category, year)
       select $1, id, 1, 'confirmed', 'nomination', division_id, level, category, 2026
       from targeting.trainee where id = $2`,
      [id, traineeId],
    );
    const told = async () => (await messages(id)).filter((template) => template === 'class.message.changed');
    const minutes = async (minute: number) => {
      clock.shift(minute * 60_000);
      await changes.tellChanged();
    };
    await minutes(0);
    await minutes(10);
    expect(await told()).toEqual([]);
    const move = (hours: number) =>
      database.execute(
        `update integration.session set starts_at = starts_at + make_interval(hours => $2) where class_id = $1`,
        [id, hours],
      );
    await move(1);
    await minutes(11);
    await move(1);
    await minutes(14);
    await minutes(17);
    expect(await told()).toEqual([]);
    await minutes(20);
    await minutes(30);
    expect(await told()).toHaveLength(1);
    const row = await database.one<{ params: { first: string } }>(
      `select params from foundation.message where template = 'class.message.changed' and dedupe_key like $1`,
      [`class/${id}/%`],
    );
    expect(row?.params.first).toBe(`${startsOn} 10:30`);
  });

  it('tells the planner when too few people registered', async () => {
    const { id, startsOn } = await published();

    at(`${addDays(startsOn, -5)}T18:00:01`);
    expect([await schedule.perform('minimum', id), await schedule.perform('minimum', id)]).toEqual([
      true,
      false,
    ]);
    expect(await messages(id)).toEqual(['class.message.minimum']);
  });

  it('tells the audience of an opened window and reminds the roster on the day before', async () => {
    const { id, startsOn } = await published();
    const [trainee] = await addTrainees(test, '610702000000', 1);
    await test.app.get(AccountService, { strict: false }).createAccount(systemActor, {
      username: 'trainee',
      name: '学员',
      assignments: [{ role: 'trainee', traineeId: trainee ?? '' }],
    });

    at(`${addDays(startsOn, -20)}T08:00:01`);
    expect([await schedule.perform('open', id), await schedule.perform('open', id)]).toEqual([true, false]);
    expect(await messages(id)).toEqual(['class.message.open']);
    await database.execute(
      `insert into integration.enrollment (class_id, trainee_id, number, state, source, division_id, level, category, year)
       select $1, id, 1, 'confirmed', 'self', division_id, level, category, 2026
       from targeting.trainee where id = $2`,
      [id, trainee],
    );
    at(`${addDays(startsOn, -1)}T08:59`);
    expect(await schedule.perform('remind', id)).toBe(false);
    at(`${addDays(startsOn, -1)}T09:01`);
    expect([await schedule.perform('remind', id), await schedule.perform('remind', id)]).toEqual([
      true,
      false,
    ]);
    expect(await messages(id)).toEqual(['class.message.open', 'class.message.remind']);
  });

  it('finds by itself all that is due, so that a lost queue loses nothing', async () => {
    await database.execute(`update integration.class set state = 'cancelled'`);
    await database.execute('delete from foundation.job_run');
    const { id, startsOn } = await published();

    at(`${addDays(startsOn, -5)}T18:00:01`);
    expect(await schedule.queueDue()).toBe(2);
    expect(await schedule.queueDue()).toBe(2);
    const runs = await database.query<{ name: string }>(
      `select name from foundation.job_run where payload ->> 'classId' = $1 order by name`,
      [id],
    );
    expect(runs.map(({ name }) => name)).toEqual(['class.close', 'class.minimum']);
  });
});
