import { Clock } from '../../../../src/foundation/clock/clock.js';
import { Database } from '../../../../src/foundation/database/database.js';
import { LeaveService } from '../../../../src/integration/attendance/leave.service.js';
import { RollService } from '../../../../src/integration/attendance/roll.service.js';
import { SessionDto } from '../../../../src/integration/session/session.dto.js';
import { SessionService } from '../../../../src/integration/session/session.service.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import {
  firstDay,
  layRunningClass,
  moment,
  recordedFor,
  RunningClass,
  traineeActor,
} from '../../../support/running-class.js';

describe('sessions with what was recorded of them', () => {
  let test: TestApp;
  let database: Database;
  let clock: Clock;
  let sessions: SessionService;
  let rolls: RollService;
  let leaves: LeaveService;

  beforeAll(async () => {
    test = await createTestApp();
    const find = <Kind>(kind: new (...parts: never[]) => Kind): Kind => test.app.get(kind, { strict: false });
    database = find(Database);
    clock = find(Clock);
    sessions = find(SessionService);
    rolls = find(RollService);
    leaves = find(LeaveService);
  });

  afterEach(() => clock.shift(0));
  afterAll(() => test.close());

  const at = (time: string, day?: string): void => {
    clock.shift(moment(time, day).getTime() - Date.now());
  };

  const session = (from: string, to: string, changes: Partial<SessionDto> = {}): SessionDto => ({
    title: '第 1 讲',
    mode: 'lecture',
    startsAt: `${firstDay}T${from}`,
    endsAt: `${firstDay}T${to}`,
    hours: 4,
    ...changes,
  });

  const recorded = (sessionId: string) => recordedFor(test, sessionId);

  const lastAudit = (action: string, subjectId: string) =>
    database.one<{ before: Record<string, unknown> | null; after: Record<string, unknown> | null }>(
      `select before, after from foundation.audit_entry where action = $1 and subject_id = $2
       order by id desc limit 1`,
      [action, subjectId],
    );

  const leaveHours = async (classId: string): Promise<number[]> =>
    (
      await database.query<{ hours: number }>(
        `select leave.hours::float8 as hours from integration.leave leave
         join integration.enrollment enrollment on enrollment.id = leave.enrollment_id
         where enrollment.class_id = $1 order by leave.starts_at`,
        [classId],
      )
    ).map(({ hours }) => hours);

  const onLeave = async (
    { id, traineeIds, coordinator }: RunningClass,
    from: Date,
    to: Date,
  ): Promise<string> => {
    const { leaves: all } = await leaves.request(traineeActor(traineeIds[0] ?? ''), id, {
      startsAt: from,
      endsAt: to,
      reason: '村里防汛',
    });
    const leaveId = all.at(-1)?.id ?? '';
    await leaves.decide(coordinator, id, leaveId, 'approved');
    return leaveId;
  };

  it('keeps a session whose roll was taken, in the service and in the database', async () => {
    const { id, sessionIds, enrollmentIds, coordinator } = await layRunningClass(test);
    const [first = '', second = ''] = sessionIds;
    at('09:00');
    await rolls.take(coordinator, id, first, [{ enrollmentId: enrollmentIds[0] ?? '', state: 'present' }]);
    await expect(sessions.remove(coordinator, id, first)).rejects.toMatchObject({
      code: 'session.hasAttendance',
      status: 409,
      params: { count: 1 },
    });
    await expect(
      database.execute('delete from integration.session where id = $1', [first]),
    ).rejects.toMatchObject({ driverError: { constraint: 'attendance_session_id_fkey' } });
    expect(await recorded(first)).toEqual([{ state: 'present', method: 'manual' }]);
    await sessions.remove(coordinator, id, second);
    expect(await sessions.timetable(coordinator, id)).toHaveLength(4);
  });

  it('changes time or hours under a roll only when told so, and keeps both in the audit log', async () => {
    const { id, sessionIds, enrollmentIds, coordinator } = await layRunningClass(test);
    const [first = ''] = sessionIds;
    at('09:00');
    await rolls.take(coordinator, id, first, [{ enrollmentId: enrollmentIds[0] ?? '', state: 'present' }]);
    await sessions.change(coordinator, id, first, session('08:30', '12:30', { title: '改名的课' }));
    const ask = { fields: [{ field: 'acknowledged', code: 'session.rollIsTaken', params: { count: 1 } }] };
    for (const change of [session('08:00', '12:30'), session('08:30', '12:30', { hours: 2 })])
      await expect(sessions.change(coordinator, id, first, change)).rejects.toMatchObject(ask);
    await expect(
      sessions.change(coordinator, id, first, session('08:30', '12:30', { closingCeremony: true })),
    ).rejects.toMatchObject(ask);
    await sessions.change(coordinator, id, first, {
      ...session('08:30', '11:30', { hours: 3 }),
      acknowledged: true,
    });
    expect(await lastAudit('session.change', first)).toMatchObject({
      before: { hours: 4, endsAt: moment('12:30').toISOString() },
      after: { hours: 3, endsAt: moment('11:30').toISOString(), rollTaken: 1 },
    });
    expect(await recorded(first)).toEqual([{ state: 'present', method: 'manual' }]);
  });

  it('puts people on leave for a session added or moved into their leave, and takes them off when it moves out', async () => {
    const laid = await layRunningClass(test);
    const { id, sessionIds, enrollmentIds, coordinator } = laid;
    const [morning = '', afternoon = ''] = sessionIds;
    at('07:00');
    await onLeave(laid, moment('12:00'), moment('14:00'));
    expect(await leaveHours(id)).toEqual([4]);
    const added = await sessions.add(coordinator, id, session('12:30', '13:30', { hours: 1 }));
    expect(await recorded(added.id)).toEqual([{ state: 'leave', method: 'leave' }]);
    expect(await lastAudit('session.add', added.id)).toMatchObject({
      after: { onLeave: [enrollmentIds[0]] },
    });
    expect(await leaveHours(id)).toEqual([5]);
    await sessions.change(coordinator, id, afternoon, session('13:30', '17:30'));
    expect(await recorded(afternoon)).toEqual([{ state: 'leave', method: 'leave' }]);
    expect(await leaveHours(id)).toEqual([9]);
    await sessions.change(coordinator, id, afternoon, session('14:30', '18:30'));
    expect(await recorded(afternoon)).toEqual([]);
    expect(await lastAudit('session.change', afternoon)).toMatchObject({
      after: { offLeave: [enrollmentIds[0]] },
    });
    await sessions.change(coordinator, id, morning, session('08:30', '12:30', { hours: 2 }));
    expect(await leaveHours(id)).toEqual([3]);
    await sessions.remove(coordinator, id, added.id);
    expect(await leaveHours(id)).toEqual([2]);
    expect(await recorded(morning)).toHaveLength(1);
  });

  it('counts a request that nobody has decided yet anew, and puts nobody on leave for it', async () => {
    const { id, traineeIds, coordinator } = await layRunningClass(test);
    at('07:00');
    await leaves.request(traineeActor(traineeIds[0] ?? ''), id, {
      startsAt: moment('12:00'),
      endsAt: moment('14:00'),
      reason: '村里防汛',
    });
    const added = await sessions.add(coordinator, id, session('12:30', '13:30', { hours: 1 }));
    expect(await leaveHours(id)).toEqual([5]);
    expect(await recorded(added.id)).toEqual([]);
  });

  it('expects who came back early at a session that is added after the return', async () => {
    const laid = await layRunningClass(test);
    const { id, coordinator } = laid;
    at('07:00');
    const leaveId = await onLeave(laid, moment('08:00'), moment('14:00'));
    at('12:00');
    await leaves.endLeave(coordinator, id, leaveId);
    const added = await sessions.add(coordinator, id, session('12:30', '13:30', { hours: 1 }));
    expect(await recorded(added.id)).toEqual([]);
    expect(await leaveHours(id)).toEqual([4]);
  });

  it('keeps the people of a roll with their states before and after', async () => {
    const { id, sessionIds, enrollmentIds, coordinator } = await layRunningClass(test);
    const [first = ''] = sessionIds;
    const [one = '', two = ''] = enrollmentIds;
    at('09:00');
    await rolls.take(coordinator, id, first, [
      { enrollmentId: one, state: 'present' },
      { enrollmentId: two, state: 'late' },
    ]);
    expect(await lastAudit('attendance.roll', first)).toEqual({
      before: {},
      after: { present: [one], late: [two] },
    });
    await rolls.take(coordinator, id, first, [
      { enrollmentId: one, state: 'absent' },
      { enrollmentId: two, state: 'late' },
    ]);
    expect(await lastAudit('attendance.roll', first)).toEqual({
      before: { present: [one] },
      after: { absent: [one] },
    });
  });
});
