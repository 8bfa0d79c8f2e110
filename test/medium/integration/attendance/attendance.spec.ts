import { systemActor } from '../../../../src/foundation/access/actor.js';
import { Clock } from '../../../../src/foundation/clock/clock.js';
import { Database } from '../../../../src/foundation/database/database.js';
import { CheckInService } from '../../../../src/integration/attendance/check-in.service.js';
import { LeaveService } from '../../../../src/integration/attendance/leave.service.js';
import { RollService } from '../../../../src/integration/attendance/roll.service.js';
import { SpotCheckService } from '../../../../src/integration/attendance/spot-check.service.js';
import { AccountService } from '../../../../src/responsibility/account/account.service.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import {
  layRunningClass,
  moment,
  recordedFor,
  RunningClass,
  traineeActor,
} from '../../../support/running-class.js';

describe('attendance', () => {
  let test: TestApp;
  let database: Database;
  let clock: Clock;
  let checkIns: CheckInService;
  let rolls: RollService;
  let leaves: LeaveService;
  let spots: SpotCheckService;

  beforeAll(async () => {
    test = await createTestApp();
    const find = <Kind>(kind: new (...parts: never[]) => Kind): Kind => test.app.get(kind, { strict: false });
    database = find(Database);
    clock = find(Clock);
    checkIns = find(CheckInService);
    rolls = find(RollService);
    leaves = find(LeaveService);
    spots = find(SpotCheckService);
  });

  afterEach(() => clock.shift(0));
  afterAll(() => test.close());

  const at = (time: string, day?: string): void => {
    clock.shift(moment(time, day).getTime() - Date.now());
  };

  const recorded = (sessionId: string) => recordedFor(test, sessionId);

  const states = async (classId: string): Promise<string[]> =>
    (
      await database.query<{ state: string }>(
        'select state::text from integration.enrollment where class_id = $1 order by seat_order',
        [classId],
      )
    ).map(({ state }) => state);

  it('takes a check-in once, as arrival; a second scan keeps the first', async () => {
    const { id, sessionIds, traineeIds, coordinator } = await layRunningClass(test);
    const [session = ''] = sessionIds;
    at('08:20');
    const { code, expected } = await checkIns.shown(coordinator, session);
    expect(expected).toBe(3);
    const trainee = traineeActor(traineeIds[0] ?? '');
    const first = await checkIns.checkIn(trainee, session, code);
    expect(first).toMatchObject({ state: 'present', first: true });
    at('08:50');
    const again = await checkIns.checkIn(trainee, session, (await checkIns.shown(coordinator, session)).code);
    expect(again).toMatchObject({ state: 'present', first: false, checkedInAt: first.checkedInAt });
    expect(await recorded(session)).toEqual([{ state: 'present', method: 'qr' }]);
    expect(await states(id)).toEqual(['arrived', 'confirmed', 'confirmed']);
    expect(await checkIns.shown(coordinator, session)).toMatchObject({ checkedIn: 1, expected: 3 });
  });

  it('keeps one record and one arrival when a person checks in 50 times at once', async () => {
    const { id, sessionIds, traineeIds, coordinator } = await layRunningClass(test, { persons: 1 });
    const [session = ''] = sessionIds;
    at('08:20');
    const { code } = await checkIns.shown(coordinator, session);
    const trainee = traineeActor(traineeIds[0] ?? '');
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => checkIns.checkIn(trainee, session, code)),
    );
    expect(answers.filter(({ first }) => first)).toHaveLength(1);
    expect(await recorded(session)).toHaveLength(1);
    const steps = await database.query(
      `select 1 from integration.enrollment_step step join integration.enrollment enrollment
         on enrollment.id = step.enrollment_id where enrollment.class_id = $1 and step.verb = 'arrive'`,
      [id],
    );
    expect(steps).toHaveLength(1);
  });

  it('takes 50 people at once', async () => {
    const { id, sessionIds, traineeIds, coordinator } = await layRunningClass(test, { persons: 50 });
    const [session = ''] = sessionIds;
    at('08:20');
    const { code } = await checkIns.shown(coordinator, session);
    await Promise.all(traineeIds.map((trainee) => checkIns.checkIn(traineeActor(trainee), session, code)));
    expect(new Set(await states(id))).toEqual(new Set(['arrived']));
    expect(await checkIns.shown(coordinator, session)).toMatchObject({ checkedIn: 50, expected: 50 });
  });

  it('refuses a code replayed after two steps, an early one, a stranger, and records nothing', async () => {
    const { sessionIds, traineeIds, coordinator } = await layRunningClass(test);
    const [session = '', second = ''] = sessionIds;
    at('08:20');
    const { code, secondsLeft } = await checkIns.shown(coordinator, session);
    const trainee = traineeActor(traineeIds[0] ?? '');
    const stranger = traineeActor((await layRunningClass(test)).traineeIds[0] ?? '');
    await expect(checkIns.checkIn(stranger, session, code)).rejects.toMatchObject({
      code: 'attendance.notOnRoster',
      status: 404,
    });
    clock.shift(moment('08:20').getTime() - Date.now() + (secondsLeft + 21) * 1000);
    await expect(checkIns.checkIn(trainee, session, code)).rejects.toMatchObject({
      code: 'attendance.oldCode',
      fields: [{ field: 'code' }],
    });
    await expect(checkIns.checkIn(trainee, second, code)).rejects.toMatchObject({
      code: 'attendance.tooEarly',
    });
    // Without the code on the screen the session is to a stranger as if it did not exist.
    await expect(checkIns.checkIn(stranger, session, code)).rejects.toMatchObject({
      code: 'error.notFound',
      status: 404,
    });
    at('12:31');
    await expect(checkIns.shown(coordinator, session)).rejects.toMatchObject({ code: 'attendance.tooLate' });
    expect(await recorded(session)).toEqual([]);
  });

  it('fills the roll by hand, lets people arrive with it, and changes only what changed', async () => {
    const { id, sessionIds, enrollmentIds, coordinator } = await layRunningClass(test);
    const [session = '', second = ''] = sessionIds;
    const [one = '', two = '', three = ''] = enrollmentIds;
    at('09:00');
    const marks = [
      { enrollmentId: one, state: 'absent' as const },
      { enrollmentId: one, state: 'present' as const },
      { enrollmentId: two, state: 'late' as const },
      { enrollmentId: three, state: 'absent' as const },
    ];
    expect(await rolls.take(coordinator, id, session, marks)).toBe(3);
    expect(await rolls.take(coordinator, id, session, marks)).toBe(0);
    expect((await recorded(session)).map(({ state }) => state)).toEqual(['present', 'late', 'absent']);
    expect(await states(id)).toEqual(['arrived', 'arrived', 'confirmed']);
    expect((await rolls.sessions(coordinator, id))[0]).toMatchObject({
      present: 1,
      late: 1,
      absent: 1,
      leave: 0,
      expected: 3,
    });
    expect(await rolls.awaited(coordinator, id)).toMatchObject([{ enrollmentId: three }]);
    await expect(rolls.take(coordinator, id, second, marks)).rejects.toMatchObject({
      code: 'attendance.rollTooEarly',
    });
  });

  it("refuses another class's people in a roll and moves none of them", async () => {
    const mine = await layRunningClass(test);
    const other = await layRunningClass(test, { coordinator: mine.coordinator });
    at('09:00');
    const marks = [...mine.enrollmentIds, ...other.enrollmentIds].map((enrollmentId) => ({
      enrollmentId,
      state: 'present' as const,
    }));
    await expect(
      rolls.take(mine.coordinator, mine.id, mine.sessionIds[0] ?? '', marks),
    ).rejects.toMatchObject({ code: 'attendance.notInRoll', status: 404 });
    expect(await states(other.id)).toEqual(['confirmed', 'confirmed', 'confirmed']);
    expect(await recorded(mine.sessionIds[0] ?? '')).toEqual([]);
  });

  it('writes approved leave into the rolls it covers, and takes back what lies ahead on return', async () => {
    const { id, sessionIds, enrollmentIds, traineeIds, coordinator } = await layRunningClass(test);
    const [morning = '', afternoon = '', next = ''] = sessionIds;
    const trainee = traineeActor(traineeIds[0] ?? '');
    at('07:00');
    const account = await leaves.request(trainee, id, {
      startsAt: moment('11:00'),
      endsAt: moment('12:00', '2030-05-07'),
      reason: '村里防汛',
    });
    expect(account).toMatchObject({ taken: 12, left: 0 });
    const [{ id: leave } = { id: '' }] = account.leaves;
    await expect(
      leaves.request(trainee, id, {
        startsAt: moment('15:00'),
        endsAt: moment('16:00'),
        reason: '重复的请假',
      }),
    ).rejects.toMatchObject({ code: 'attendance.leave.overlaps', status: 409 });
    await leaves.decide(coordinator, id, leave, 'approved');
    await expect(leaves.decide(coordinator, id, leave, 'refused')).rejects.toMatchObject({
      code: 'attendance.leave.decided',
    });
    for (const session of [morning, afternoon, next])
      expect(await recorded(session)).toEqual([{ state: 'leave', method: 'leave' }]);
    at('09:00');
    await rolls.take(coordinator, id, morning, [{ enrollmentId: enrollmentIds[0] ?? '', state: 'late' }]);
    at('16:00');
    await leaves.endLeave(coordinator, id, leave);
    expect(await recorded(morning)).toEqual([{ state: 'late', method: 'manual' }]);
    expect(await recorded(afternoon)).toHaveLength(1);
    expect(await recorded(next)).toEqual([]);
    expect(await leaves.account(trainee, id)).toMatchObject({ taken: 8 });
  });

  it('leaves 1/7 of the counting hours, and refuses leave that covers nothing', async () => {
    const { id, traineeIds } = await layRunningClass(test);
    const trainee = traineeActor(traineeIds[0] ?? '');
    expect(await leaves.account(trainee, id)).toMatchObject({ taken: 0, left: 2.2 });
    await expect(
      leaves.request(trainee, id, { startsAt: moment('12:30'), endsAt: moment('14:30'), reason: '午休' }),
    ).rejects.toMatchObject({ fields: [{ field: 'startsAt', code: 'attendance.leave.coversNothing' }] });
  });

  const messages = (template: string, classId: string) =>
    database.query<{ accountId: string; link: string; params: Record<string, unknown> }>(
      `select account_id as "accountId", link, params from foundation.message
       where template = 'attendance.message.' || $1 and channel = 'inApp' and dedupe_key like 'class/' || $2 || '/%'`,
      [template, classId],
    );

  it('tells class head and coordinator of a request, and the trainee what was decided', async () => {
    const { id, traineeIds, coordinator } = await layRunningClass(test);
    const accounts = test.app.get(AccountService, { strict: false });
    const open = async (
      username: string,
      assignment: { role: 'classHead' | 'trainee'; traineeId?: string },
    ) =>
      (
        await accounts.createAccount(systemActor, {
          username: `${username}-${id.slice(-12)}`,
          name: username,
          assignments: [
            assignment.role === 'classHead'
              ? { role: 'classHead', divisionId: coordinator.division?.id ?? '' }
              : assignment,
          ],
        })
      ).id;
    const head = await open('head', { role: 'classHead' });
    const account = await open('trainee', { role: 'trainee', traineeId: traineeIds[0] ?? '' });
    await database.execute('update integration.class set head_account_id = $2 where id = $1', [id, head]);
    const trainee = traineeActor(traineeIds[0] ?? '');
    at('07:00');
    const ask = (from: string, to: string) =>
      leaves.request(trainee, id, { startsAt: moment(from), endsAt: moment(to), reason: '村里防汛' });
    const [first] = (await ask('11:00', '12:00')).leaves;
    const told = await messages('leaveRequested', id);
    expect(new Set(told.map(({ accountId }) => accountId))).toEqual(new Set([head, coordinator.accountId]));
    expect(told[0]).toMatchObject({ link: `/classes/${id}/attendance`, params: { hours: 4 } });
    await leaves.decide(coordinator, id, first?.id ?? '', 'approved');
    const second = (await ask('15:00', '16:00')).leaves.at(-1);
    await leaves.decide(coordinator, id, second?.id ?? '', 'refused');
    for (const template of ['leaveApproved', 'leaveRefused'])
      expect(await messages(template, id)).toMatchObject([
        { accountId: account, link: `/m/classes/${id}/leave` },
      ]);
  });

  it("lets a trainee withdraw a request until it is decided, and nobody else's", async () => {
    const { id, traineeIds, coordinator } = await layRunningClass(test);
    const trainee = traineeActor(traineeIds[0] ?? '');
    at('07:00');
    const ask = async (): Promise<string> =>
      (
        await leaves.request(trainee, id, {
          startsAt: moment('11:00'),
          endsAt: moment('12:00'),
          reason: '村里防汛',
        })
      ).leaves.at(-1)?.id ?? '';
    const leave = await ask();
    await expect(leaves.withdraw(traineeActor(traineeIds[1] ?? ''), id, leave)).rejects.toMatchObject({
      status: 404,
    });
    await leaves.withdraw(trainee, id, leave);
    expect(await leaves.account(trainee, id)).toMatchObject({ taken: 0, leaves: [{ state: 'withdrawn' }] });
    await expect(leaves.decide(coordinator, id, leave, 'approved')).rejects.toMatchObject({ status: 409 });
    const again = await ask();
    await leaves.decide(coordinator, id, again, 'approved');
    await expect(leaves.withdraw(trainee, id, again)).rejects.toMatchObject({
      code: 'attendance.leave.decided',
    });
  });

  const doubts = async (laid: RunningClass): Promise<string[][]> =>
    (await rolls.roll(laid.coordinator, laid.id, laid.sessionIds[0] ?? '')).map((row) => row.doubts);

  it('shows who checked in from one browser, and clears who was seen', async () => {
    const laid = await layRunningClass(test);
    const { id, sessionIds, enrollmentIds, traineeIds, coordinator } = laid;
    const [session = ''] = sessionIds;
    at('08:20');
    const { code } = await checkIns.shown(coordinator, session);
    for (const [index, device] of ['phone', 'phone', 'other'].entries())
      await checkIns.checkIn(traineeActor(traineeIds[index] ?? ''), session, code, device);
    expect(await doubts(laid)).toEqual([['sharedDevice'], ['sharedDevice'], []]);
    expect(await spots.draw(coordinator, id, session, 50)).toBe(3);
    await spots.judge(coordinator, id, session, enrollmentIds[0] ?? '', true);
    expect(await doubts(laid)).toEqual([[], ['sharedDevice'], []]);
    const stored = await database.query<{ device: Buffer }>(
      'select device from integration.attendance where session_id = $1',
      [session],
    );
    expect(stored.map(({ device }) => device.toString())).not.toContain('phone');
  });

  it('notes who tries a code that was passed on, also when the right one follows', async () => {
    const laid = await layRunningClass(test);
    const { sessionIds, traineeIds, coordinator } = laid;
    const [session = ''] = sessionIds;
    at('08:20');
    const { code } = await checkIns.shown(coordinator, session);
    at('08:25');
    const [sharer, typist] = traineeIds.map(traineeActor);
    await expect(checkIns.checkIn(sharer!, session, code)).rejects.toMatchObject({
      code: 'attendance.oldCode',
    });
    await expect(checkIns.checkIn(typist!, session, 'ZZZZZZ')).rejects.toMatchObject({
      code: 'attendance.oldCode',
    });
    const fresh = await checkIns.shown(coordinator, session);
    for (const person of [sharer!, typist!]) await checkIns.checkIn(person, session, fresh.code);
    expect(await doubts(laid)).toEqual([['oldCode'], [], []]);
  });

  it('draws checked-in people once each; who is not seen is absent, audited, and stays so', async () => {
    const laid = await layRunningClass(test);
    const { id, sessionIds, enrollmentIds, traineeIds, coordinator } = laid;
    const [session = ''] = sessionIds;
    at('08:20');
    const check = async (index: number) =>
      checkIns.checkIn(
        traineeActor(traineeIds[index] ?? ''),
        session,
        (await checkIns.shown(coordinator, session)).code,
      );
    await check(0);
    await check(1);
    await rolls.take(coordinator, id, session, [{ enrollmentId: enrollmentIds[2] ?? '', state: 'present' }]);
    expect(await spots.draw(coordinator, id, session, 1)).toBe(1);
    expect(await spots.draw(coordinator, id, session, 5)).toBe(1);
    await expect(spots.draw(coordinator, id, session, 5)).rejects.toMatchObject({
      code: 'attendance.spot.nobody',
    });
    const drawn = await spots.drawn(coordinator, id, session);
    expect(new Set(drawn.map(({ enrollmentId }) => enrollmentId))).toEqual(
      new Set(enrollmentIds.slice(0, 2)),
    );
    const [one = ''] = enrollmentIds;
    await spots.judge(coordinator, id, session, one, false);
    expect((await recorded(session))[0]).toEqual({ state: 'absent', method: 'manual' });
    expect(
      await database.one(
        `select before, after from foundation.audit_entry where action = 'attendance.notSeen' and subject_id = $1`,
        [session],
      ),
    ).toEqual({ before: { present: [one] }, after: { absent: [one] } });
    await expect(spots.judge(coordinator, id, session, one, true)).rejects.toMatchObject({
      code: 'attendance.spot.judged',
    });
    await expect(check(0)).rejects.toMatchObject({ code: 'attendance.notSeen' });
    expect((await recorded(session))[0]).toEqual({ state: 'absent', method: 'manual' });
    await expect(spots.judge(coordinator, id, session, enrollmentIds[2] ?? '', false)).rejects.toMatchObject({
      status: 404,
    });
    const other = await layRunningClass(test);
    await expect(spots.draw(other.coordinator, other.id, session, 1)).rejects.toMatchObject({ status: 404 });
  });
});
