import { Clock } from '../../../../src/foundation/clock/clock.js';
import { Database } from '../../../../src/foundation/database/database.js';
import { LeaveService } from '../../../../src/integration/attendance/leave.service.js';
import { RollService } from '../../../../src/integration/attendance/roll.service.js';
import { ClassService } from '../../../../src/integration/class/class.service.js';
import { CompletionRuleService } from '../../../../src/integration/class/completion-rule.service.js';
import { CompletionService } from '../../../../src/integration/completion/completion.service.js';
import { CompletionSweepService } from '../../../../src/integration/completion/completion-sweep.service.js';
import { DismissalService } from '../../../../src/integration/completion/dismissal.service.js';
import { systemActor } from '../../../../src/foundation/access/actor.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { layRunningClass, moment, RunningClass, traineeActor } from '../../../support/running-class.js';

describe('completion', () => {
  let test: TestApp;
  let database: Database;
  let clock: Clock;
  let rolls: RollService;
  let completions: CompletionService;
  let sweeps: CompletionSweepService;

  beforeAll(async () => {
    test = await createTestApp();
    const find = <Kind>(kind: new (...parts: never[]) => Kind): Kind => test.app.get(kind, { strict: false });
    database = find(Database);
    clock = find(Clock);
    rolls = find(RollService);
    completions = find(CompletionService);
    sweeps = find(CompletionSweepService);
  });

  afterEach(() => clock.shift(0));
  afterAll(() => test.close());

  const at = (time: string, day?: string): void => {
    clock.shift(moment(time, day).getTime() - Date.now());
  };
  const lastDay = '2030-05-07';

  /** Everyone present at the first `sessions` lessons but those who are absent throughout. */
  async function attend(laid: RunningClass, sessions: number, absent: string[] = []): Promise<void> {
    at('18:40', lastDay);
    for (const session of laid.sessionIds.slice(0, sessions))
      await rolls.take(
        laid.coordinator,
        laid.id,
        session,
        laid.enrollmentIds.map((enrollmentId) => ({
          enrollmentId,
          state: absent.includes(enrollmentId) ? ('absent' as const) : ('present' as const),
        })),
      );
  }

  const end = (laid: RunningClass) =>
    test.app.get(ClassService, { strict: false }).move(systemActor, laid.id, 'end');

  const figures = async ({ id }: RunningClass) =>
    database.one<object>(
      `select (select count(*)::int from targeting.ledger_entry entry join integration.enrollment enrollment
           on enrollment.id = entry.source_id where enrollment.class_id = $1) as entries,
         (select count(*)::int from integration.completion completion join integration.enrollment enrollment
           on enrollment.id = completion.enrollment_id where enrollment.class_id = $1) as completions,
         (select state from integration.class where id = $1) as state`,
      [id],
    );

  it('decides by the rule and by exceptions, once, and posts the hours', async () => {
    const laid = await layRunningClass(test, { persons: 5 });
    const [, two = '', three = '', four = ''] = laid.enrollmentIds;
    await attend(laid, 4);
    at('18:40', lastDay);
    await rolls.take(laid.coordinator, laid.id, laid.sessionIds[0] ?? '', [
      { enrollmentId: two, state: 'absent' },
    ]);
    const preview = await completions.preview(laid.coordinator, laid.id);
    expect(preview).toMatchObject({ classHours: 16, ahead: 0, unrolled: 0, locked: 0, decided: false });
    expect(preview.people.map(({ decision }) => decision)).toEqual([
      'completed',
      'refused',
      'completed',
      'completed',
      'completed',
    ]);
    await end(laid);
    const exceptions = [
      { enrollmentId: two, decision: 'completed' as const, reason: '因公缺课，已补课' },
      { enrollmentId: three, decision: 'held' as const, reason: '论文未交' },
      { enrollmentId: four, decision: 'refused' as const, reason: '违反纪律' },
    ];
    expect(await completions.decide(laid.coordinator, laid.id, { exceptions })).toEqual({
      completed: 3,
      refused: 1,
    });
    expect(await figures(laid)).toEqual({ entries: 3, completions: 4, state: 'ended' });
    const reasons = await database.query<{ reason: string }>(
      `select reason from integration.enrollment_step where enrollment_id = any ($1::uuid[])
         and verb in ('complete', 'refuse') and reason is not null order by reason collate "C"`,
      [laid.enrollmentIds],
    );
    expect(reasons.map(({ reason }) => reason).sort()).toEqual(['因公缺课，已补课', '违反纪律']);
    expect(await completions.decide(laid.coordinator, laid.id)).toEqual({ completed: 1, refused: 0 });
    await expect(completions.decide(laid.coordinator, laid.id)).rejects.toMatchObject({
      code: 'completion.nobodyWaits',
    });
    expect(await figures(laid)).toEqual({ entries: 4, completions: 5, state: 'concluded' });
  });

  it("decides by the class's own rule, which is frozen from then on", async () => {
    const rules = test.app.get(CompletionRuleService, { strict: false });
    const laid = await layRunningClass(test);
    const [one = ''] = laid.enrollmentIds;
    await attend(laid, 4);
    await rolls.take(laid.coordinator, laid.id, laid.sessionIds[0] ?? '', [
      { enrollmentId: one, state: 'absent' },
    ]);
    const first = async () => (await completions.preview(laid.coordinator, laid.id)).people[0];
    expect(await first()).toMatchObject({ decision: 'refused' });
    const lenient = { leastAttendance: 0.75, mostUnexcusedAbsences: 1, mostLeave: 0.143 };
    await rules.set(laid.coordinator, laid.id, lenient);
    expect(await first()).toMatchObject({ decision: 'completed' });
    await rules.set(laid.coordinator, laid.id, { ...lenient, mostUnexcusedAbsences: 0 });
    expect(await first()).toMatchObject({ decision: 'refused' });
    await rules.set(laid.coordinator, laid.id, lenient);
    expect(await completions.decide(laid.coordinator, laid.id)).toEqual({ completed: 3, refused: 0 });
    const harder = { ...lenient, leastAttendance: 0.9 };
    await expect(rules.set(laid.coordinator, laid.id, harder)).rejects.toMatchObject({
      code: 'class.completionRuleFrozen',
    });
    await rules.set(laid.coordinator, laid.id, lenient);
    await completions.reconsider(laid.coordinator, laid.id, '漏登考勤');
    await rules.set(laid.coordinator, laid.id, harder);
    expect(await first()).toMatchObject({ decision: 'refused' });
    const changes = await database.query<{ after: object }>(
      `select after from foundation.audit_entry where action = 'class.completionRule' and subject_id = $1 order by id`,
      [laid.id],
    );
    expect(changes.map(({ after }) => after)).toEqual([
      { ...lenient, mostLeave: 1 / 7 },
      { ...lenient, mostLeave: 1 / 7, mostUnexcusedAbsences: 0 },
      { ...lenient, mostLeave: 1 / 7 },
      { ...harder, mostLeave: 1 / 7 },
    ]);
  });

  it('refuses to decide while sessions lie ahead or have no roll, unless that is acknowledged', async () => {
    const laid = await layRunningClass(test);
    await attend(laid, 1);
    at('07:00', lastDay);
    await expect(completions.decide(laid.coordinator, laid.id)).rejects.toMatchObject({
      status: 422,
      code: 'completion.tooEarly',
      params: { ahead: 2, unrolled: 1 },
    });
    expect(await figures(laid)).toMatchObject({ entries: 0, completions: 0 });
    at('18:40', lastDay);
    await expect(completions.decide(laid.coordinator, laid.id)).rejects.toMatchObject({
      params: { ahead: 0, unrolled: 3 },
    });
    at('07:00', lastDay);
    expect(await completions.decide(laid.coordinator, laid.id, { acknowledge: true })).toEqual({
      completed: 0,
      refused: 3,
    });
  });

  it('posts online hours beside concentrated ones, once, and takes both back', async () => {
    const laid = await layRunningClass(test);
    await database.execute(`update integration.session set mode = 'online' where id = $1`, [
      laid.sessionIds[0],
    ]);
    const entries = () =>
      database.query(
        `select kind, hours::float8 as hours, count(*)::int as count from targeting.ledger_entry
         where trainee_id = any ($1::uuid[]) group by kind, hours order by kind`,
        [laid.traineeIds],
      );
    const both = [
      { kind: 'concentrated', hours: 12, count: 3 },
      { kind: 'online', hours: 4, count: 3 },
    ];
    await attend(laid, 4);
    await completions.decide(laid.coordinator, laid.id);
    expect(await entries()).toEqual(both);
    await completions.reconsider(laid.coordinator, laid.id, '漏登考勤');
    expect(await entries()).toEqual([]);
    await completions.decide(laid.coordinator, laid.id);
    expect(await entries()).toEqual(both);
  });

  it('lets only one of two decisions at once decide', async () => {
    const laid = await layRunningClass(test, { persons: 20 });
    await attend(laid, 4);
    const answers = await Promise.allSettled([
      completions.decide(laid.coordinator, laid.id),
      completions.decide(laid.coordinator, laid.id),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await figures(laid)).toMatchObject({ entries: 20, completions: 20 });
  });

  it('takes decisions back with their ledger entries, and reopens the class', async () => {
    const laid = await layRunningClass(test);
    await attend(laid, 4);
    await end(laid);
    await completions.decide(laid.coordinator, laid.id);
    expect(await figures(laid)).toEqual({ entries: 3, completions: 3, state: 'concluded' });
    expect(await completions.reconsider(laid.coordinator, laid.id, '漏登考勤')).toBe(3);
    expect(await figures(laid)).toEqual({ entries: 0, completions: 0, state: 'ended' });
    await expect(completions.reconsider(laid.coordinator, laid.id, '再撤一次')).rejects.toMatchObject({
      code: 'completion.nothingDecided',
    });
  });

  it('counts nobody absent from sessions that are ahead, though leave stands in their roll', async () => {
    const laid = await layRunningClass(test);
    const leaves = test.app.get(LeaveService, { strict: false });
    await attend(laid, 1);
    at('07:00', lastDay);
    const account = await leaves.request(traineeActor(laid.traineeIds[0] ?? ''), laid.id, {
      startsAt: moment('08:30', lastDay),
      endsAt: moment('12:30', lastDay),
      reason: '村里防汛',
    });
    await leaves.decide(laid.coordinator, laid.id, account.leaves[0]?.id ?? '', 'approved');
    const { people, ahead, unrolled } = await completions.preview(laid.coordinator, laid.id);
    expect({ ahead, unrolled }).toEqual({ ahead: 2, unrolled: 1 });
    expect(people.map(({ unexcusedAbsences }) => unexcusedAbsences)).toEqual([0, 0, 0]);
    expect(people[0]?.grounds.find(({ criterion }) => criterion === 'leave')).toMatchObject({
      value: 0.25,
      holds: false,
    });
  });

  it('counts who has no record absent once the roll was taken', async () => {
    const laid = await layRunningClass(test);
    await attend(laid, 3);
    await rolls.take(laid.coordinator, laid.id, laid.sessionIds[3] ?? '', [
      { enrollmentId: laid.enrollmentIds[0] ?? '', state: 'present' },
    ]);
    const { people } = await completions.preview(laid.coordinator, laid.id);
    expect(people.map(({ unexcusedAbsences }) => unexcusedAbsences)).toEqual([0, 1, 1]);
  });

  it('dismisses with a reason, out of the decision, and takes that back', async () => {
    const laid = await layRunningClass(test);
    const dismissals = test.app.get(DismissalService, { strict: false });
    const [one = ''] = laid.enrollmentIds;
    await attend(laid, 4);
    await dismissals.dismiss(laid.coordinator, laid.id, one, '请假超过七分之一');
    await expect(dismissals.dismiss(laid.coordinator, laid.id, one, '再退一次')).rejects.toMatchObject({
      code: 'completion.notDismissible',
    });
    expect((await completions.preview(laid.coordinator, laid.id)).people).toHaveLength(2);
    await dismissals.readmit(laid.coordinator, laid.id, one);
    expect(await completions.decide(laid.coordinator, laid.id)).toEqual({ completed: 3, refused: 0 });
    await expect(dismissals.readmit(laid.coordinator, laid.id, one)).rejects.toMatchObject({
      code: 'completion.notDismissed',
    });
    expect(await figures(laid)).toMatchObject({ entries: 3 });
  });

  it('never dismisses who did not come: that is a cancellation', async () => {
    const laid = await layRunningClass(test);
    const dismissals = test.app.get(DismissalService, { strict: false });
    const [one = ''] = laid.enrollmentIds;
    await attend(laid, 0);
    await expect(dismissals.dismiss(laid.coordinator, laid.id, one, '未报到')).rejects.toMatchObject({
      code: 'completion.notDismissible',
    });
  });

  it('freezes what a person is counted under at the decision, not at the enrollment', async () => {
    const laid = await layRunningClass(test);
    await attend(laid, 4);
    await database.execute(
      `update targeting.trainee set category = 'villageOfficial', level = 'villageCadre',
         division_id = (select id from responsibility.division where code = '610724000000')
       where id = $1`,
      [laid.traineeIds[0]],
    );
    await database.execute('update integration.class set year = 2031 where id = $1', [laid.id]);
    await completions.decide(laid.coordinator, laid.id);
    const [first] = await database.query(
      `select division.code, enrollment.level::text, enrollment.category::text, enrollment.year
       from integration.enrollment enrollment join responsibility.division division on division.id = enrollment.division_id
       where enrollment.id = $1`,
      [laid.enrollmentIds[0]],
    );
    expect(first).toEqual({
      code: '610724000000',
      level: 'villageCadre',
      category: 'villageOfficial',
      year: 2031,
    });
  });

  it('reminds the planner of an undecided class once a day', async () => {
    const laid = await layRunningClass(test);
    await attend(laid, 4);
    await end(laid);
    const messages = async (): Promise<number> =>
      (
        await database.query(`select 1 from foundation.message where dedupe_key like $1`, [
          `class/${laid.id}/undecided/%`,
        ])
      ).length;
    at('08:30', '2030-05-08');
    await sweeps.remindUndecided();
    await sweeps.remindUndecided();
    expect(await messages()).toBe(1);
    at('08:30', '2030-05-09');
    await sweeps.remindUndecided();
    expect(await messages()).toBe(2);
    await completions.decide(laid.coordinator, laid.id);
    at('08:30', '2030-05-10');
    await sweeps.remindUndecided();
    expect(await messages()).toBe(2);
  });

  it('concludes a class that was decided before its closing ceremony once it has ended', async () => {
    const laid = await layRunningClass(test);
    await attend(laid, 4);
    await completions.decide(laid.coordinator, laid.id);
    await sweeps.concludeDecided();
    expect(await figures(laid)).toMatchObject({ state: 'running' });
    await end(laid);
    await sweeps.concludeDecided();
    expect(await figures(laid)).toMatchObject({ state: 'concluded' });
  });

  it('decides 5,000 people in one go', async () => {
    const laid = await layRunningClass(test, { persons: 5_000 });
    await attend(laid, 4);
    const read = performance.now();
    await completions.preview(laid.coordinator, laid.id);
    process.stdout.write(`5,000 people previewed in ${((performance.now() - read) / 1000).toFixed(2)} s\n`);
    const start = performance.now();
    const { completed } = await completions.decide(laid.coordinator, laid.id);
    const seconds = (performance.now() - start) / 1000;
    process.stdout.write(`5,000 people decided in ${seconds.toFixed(2)} s\n`);
    expect(completed).toBe(5_000);
    expect(await figures(laid)).toMatchObject({ entries: 5_000, completions: 5_000 });
  });
});
