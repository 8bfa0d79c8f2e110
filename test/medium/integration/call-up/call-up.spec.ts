import type { Actor } from '../../../../src/foundation/access/actor.js';
import { Clock } from '../../../../src/foundation/clock/clock.js';
import { Database } from '../../../../src/foundation/database/database.js';
import { BrokenRule } from '../../../../src/foundation/error/domain-error.js';
import { CallUpReadingService } from '../../../../src/integration/call-up/call-up-reading.service.js';
import { CallUpService } from '../../../../src/integration/call-up/call-up.service.js';
import { DeadlineService } from '../../../../src/integration/call-up/deadline.service.js';
import { ReplyService } from '../../../../src/integration/call-up/reply.service.js';
import { UnitSubstitutionService } from '../../../../src/integration/call-up/unit-substitution.service.js';
import { EnrollmentService } from '../../../../src/integration/enrollment/enrollment.service.js';
import { RosterService } from '../../../../src/integration/enrollment/roster.service.js';
import { SubstitutionService } from '../../../../src/integration/enrollment/substitution.service.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { actorIn, personOf, publishedClass, unitOf } from '../../../support/call-up.js';
import { places } from '../../../support/register.js';

const day = 86_400_000;

describe('a quota call-up', () => {
  let test: TestApp;
  let province: Actor;
  let lantian: Actor;
  let contact: Actor;
  let unit: string;
  let callUps: CallUpService;
  let replies: ReplyService;
  let reading: CallUpReadingService;
  let unitSubstitutions: UnitSubstitutionService;
  let substitutions: SubstitutionService;
  let deadlines: DeadlineService;
  let roster: RosterService;
  let database: Database;

  beforeAll(async () => {
    test = await createTestApp();
    const get = <T>(type: new (...args: never[]) => T): T => test.app.get(type, { strict: false });
    callUps = get(CallUpService);
    replies = get(ReplyService);
    reading = get(CallUpReadingService);
    unitSubstitutions = get(UnitSubstitutionService);
    substitutions = get(SubstitutionService);
    deadlines = get(DeadlineService);
    roster = get(RosterService);
    database = get(Database);
    unit = await unitOf(test, places.zhouzhi, '周至县农业农村局');
    province = await actorIn(test, 'coordinator', { division: places.province });
    lantian = await actorIn(test, 'coordinator', { division: places.lantian });
    contact = await actorIn(test, 'unitContact', { organizationId: unit });
  });

  afterAll(() => test.close());

  afterEach(() => test.app.get(Clock, { strict: false }).shift(0));

  const inDays = (days: number): string => new Date(Date.now() + days * day).toISOString();

  /** A class with 3 places for Lantian and 2 for the unit, called up. */
  async function issued({ capacity = 20, title = '产业振兴专题培训班' } = {}) {
    const lines = [
      { division: places.lantian, amount: 3 },
      { organizationId: unit, amount: 2 },
    ];
    const classId = await publishedClass(test, { lines, capacity, title });
    const id = await callUps.draft(province, classId, { deadline: inDays(5) });
    await callUps.issue(province, id);
    const { recipients, noticeNo } = await reading.one(province, id);
    const county = recipients.find(({ organizationId }) => organizationId === null)!;
    const ofUnit = recipients.find(({ organizationId }) => organizationId !== null)!;
    return { classId, id, county: county.id, ofUnit: ofUnit.id, noticeNo };
  }

  const people = (count: number, division = places.lantian): Promise<string[]> =>
    Promise.all(Array.from({ length: count }, (_, n) => personOf(test, division, `报名${n}`)));
  const colleagues = (count: number): Promise<string[]> =>
    Promise.all(
      Array.from({ length: count }, (_, n) =>
        personOf(test, places.zhouzhi, `同事${n}`, { organizationId: unit }),
      ),
    );
  const statesOf = async (classId: string): Promise<string[]> =>
    (
      await database.query<{ state: string }>(
        'select state::text from integration.enrollment where class_id = $1 order by number',
        [classId],
      )
    ).map(({ state }) => state);

  it('is drafted from the quota table, numbered when issued, and told to those it asks', async () => {
    const { id, noticeNo } = await issued();
    expect(noticeNo).toMatch(/^陕训调〔\d{4}〕\d+ 号$/u);
    const { recipients } = await reading.one(province, id);
    expect(recipients.map(({ name, called }) => [name, called])).toEqual([
      ['蓝田县', 3],
      ['周至县农业农村局', 2],
    ]);
    const told = await database.query<{ account_id: string }>(
      `select account_id from foundation.message where channel = 'inApp' and template = 'call-up.message.issued'
         and link = $1`,
      [`/call-ups/${id}`],
    );
    expect(told.map((row) => row.account_id).sort()).toEqual([lantian.accountId, contact.accountId].sort());
    const [earlier, later] = [noticeNo, (await issued()).noticeNo].map((text) =>
      Number(/〕(\d+)/u.exec(text!)![1]),
    );
    expect(later).toBe(earlier! + 1);
  });

  it('never asks for more than the quota table or the class has left', async () => {
    const classId = await publishedClass(test, {
      lines: [{ division: places.lantian, amount: 3 }],
      capacity: 4,
    });
    const recipients = [{ division: places.lantian, amount: 4 }];
    await expect(callUps.draft(province, classId, { deadline: inDays(5), recipients })).rejects.toMatchObject(
      {
        fields: [{ field: 'recipients.0.amount', code: 'call-up.error.aboveQuota', params: { free: 3 } }],
      },
    );
    await callUps.draft(province, classId, {
      deadline: inDays(5),
      recipients: [{ division: places.lantian, amount: 2 }],
    });
    await expect(
      callUps.draft(province, classId, {
        deadline: inDays(5),
        recipients: [{ organizationId: unit, amount: 3 }],
      }),
    ).rejects.toMatchObject({ fields: [{ field: 'recipients', code: 'call-up.error.aboveCapacity' }] });
    await expect(
      callUps.draft(province, classId, {
        deadline: inDays(5),
        recipients: [{ division: places.lantian, amount: 2 }],
      }),
    ).rejects.toMatchObject({ fields: [{ code: 'call-up.error.aboveQuota', params: { free: 1 } }] });
  });

  it('lets nobody but the unit or division asked answer, and only with its own people', async () => {
    const { id, county, ofUnit } = await issued();
    const [mine] = await people(1);
    const [colleague] = await colleagues(1);
    await expect(replies.name(contact, id, county, { traineeIds: [mine!] })).rejects.toMatchObject({
      status: 404,
    });
    await expect(replies.name(lantian, id, ofUnit, { traineeIds: [mine!] })).rejects.toMatchObject({
      status: 404,
    });
    await expect(replies.name(lantian, id, county, { traineeIds: [colleague!] })).rejects.toMatchObject({
      fields: [{ field: 'traineeIds.0', code: 'call-up.error.notYours' }],
    });
    expect((await reading.one(contact, id)).recipients.map((line) => line.id)).toEqual([ofUnit]);
    await replies.acknowledge(contact, id, ofUnit);
    const [outcome] = await replies.name(contact, id, ofUnit, { traineeIds: [colleague!] });
    expect(outcome).toMatchObject({ outcome: 'seated', state: 'pending' });
    expect((await reading.one(province, id)).totals).toMatchObject({
      named: 1,
      acknowledged: 1,
      replied: 1,
      missing: 4,
    });
  });

  it('takes exactly the amount while two contacts answer at once', async () => {
    const { id, county } = await issued();
    const second = await actorIn(test, 'coordinator', { division: places.lantian });
    const [some, others] = [await people(3), await people(3)];
    const answers = await Promise.all(
      [lantian, second].flatMap((actor, index) =>
        [some, others][index]!.map((traineeId) =>
          replies.name(actor, id, county, { traineeIds: [traineeId] }).then(
            () => 'taken',
            (error: unknown) => (error as BrokenRule).fields[0]?.code,
          ),
        ),
      ),
    );
    expect(answers.sort()).toEqual([
      ...Array<string>(3).fill('call-up.refusal.quotaUsed'),
      ...Array<string>(3).fill('taken'),
    ]);
  });

  it('guards the amount in the database on paths that the seat statement does not judge', async () => {
    const { id, county, classId } = await issued();
    const [first, ...rest] = await people(4);
    const [outcome] = await replies.name(lantian, id, county, { traineeIds: [first!] });
    const enrollmentId = outcome!.outcome === 'refused' ? '' : outcome!.enrollmentId;
    await roster.return(province, [enrollmentId], '条件不符');
    await replies.name(lantian, id, county, { traineeIds: rest });
    await database.execute(
      'update responsibility.allocation set amount = amount + 1 where amount = 3 and held = 3',
    );
    await expect(roster.restore(province, enrollmentId)).rejects.toThrow(/more names than the call-up asks/u);
    expect((await statesOf(classId)).filter((state) => state === 'pending')).toHaveLength(3);
  });

  it('refuses names after the deadline until the issuer extends it', async () => {
    const { id, county } = await issued();
    const [traineeId] = await people(1);
    test.app.get(Clock, { strict: false }).shift(6 * day);
    const late = () => replies.name(lantian, id, county, { traineeIds: [traineeId!] });
    await expect(late()).rejects.toMatchObject({ code: 'call-up.error.deadlinePassed' });
    await deadlines.closeDue();
    expect((await reading.one(province, id)).state).toBe('closed');
    await expect(late()).rejects.toMatchObject({ code: 'call-up.error.deadlinePassed' });
    await callUps.change(province, id, { deadline: inDays(8) });
    expect(await late()).toMatchObject([{ outcome: 'seated' }]);
  });

  it('names somebody who is in another class at that time only with a reason, which is kept', async () => {
    const first = await issued({ title: '先开的班' });
    const { id, county } = await issued();
    const [traineeId] = await people(1);
    await replies.name(lantian, first.id, first.county, { traineeIds: [traineeId!] });
    await expect(replies.name(lantian, id, county, { traineeIds: [traineeId!] })).rejects.toMatchObject({
      fields: [{ code: 'call-up.refusal.duplicate', params: { title: '先开的班' } }],
    });
    await replies.name(lantian, id, county, { traineeIds: [traineeId!], overrideReason: '前一个班已请假' });
    expect(await database.query('select reason from integration.duplicate_call_up')).toEqual([
      { reason: '前一个班已请假' },
    ]);
  });

  it('substitutes freely before confirmation, with the coordinator’s consent after it', async () => {
    const { id, classId, ofUnit } = await issued();
    const [out, coming, third] = await colleagues(3);
    const [outcome] = await replies.name(contact, id, ofUnit, { traineeIds: [out!] });
    const outEnrollmentId = outcome!.outcome === 'refused' ? '' : outcome!.enrollmentId;
    const done = await unitSubstitutions.substitute(contact, id, ofUnit, {
      outEnrollmentId,
      inTraineeId: coming!,
    });
    expect(done.state).toBe('done');
    const enrollmentId = done.state === 'done' ? done.enrollmentId : '';
    await roster.move(province, 'confirm', [enrollmentId]);

    const again = { outEnrollmentId: enrollmentId, inTraineeId: third! };
    await expect(unitSubstitutions.substitute(contact, id, ofUnit, again)).rejects.toMatchObject({
      fields: [{ field: 'reason' }],
    });
    const asked = await unitSubstitutions.substitute(contact, id, ofUnit, { ...again, reason: '临时出差' });
    expect(asked.state).toBe('requested');
    expect(await statesOf(classId)).toEqual(['cancelled', 'confirmed']);
    const [request] = await substitutions.open(province, classId);
    expect(request).toMatchObject({ outName: '同事1', inName: '同事2', reason: '临时出差' });
    await expect(substitutions.decide(lantian, request!.id, { decision: 'approve' })).rejects.toMatchObject({
      status: 404,
    });
    await substitutions.decide(province, request!.id, { decision: 'approve' });
    expect(await statesOf(classId)).toEqual(['cancelled', 'cancelled', 'confirmed']);
    await expect(substitutions.decide(province, request!.id, { decision: 'approve' })).rejects.toMatchObject({
      status: 409,
    });
  });

  it('is withdrawn with the names it brought in, but not once somebody is confirmed', async () => {
    const { id, county, classId } = await issued();
    const outcomes = await replies.name(lantian, id, county, { traineeIds: await people(2) });
    const [first] = outcomes.flatMap((outcome) =>
      outcome.outcome === 'refused' ? [] : [outcome.enrollmentId],
    );
    await roster.move(province, 'confirm', [first!]);
    await expect(callUps.withdraw(province, id, '班次推迟')).rejects.toMatchObject({
      code: 'call-up.error.rosterConfirmed',
    });
    await roster.move(province, 'unconfirm', [first!]);
    await callUps.withdraw(province, id, '班次推迟');
    expect(await statesOf(classId)).toEqual(['cancelled', 'cancelled']);
    await expect(replies.name(lantian, id, county, { traineeIds: await people(1) })).rejects.toMatchObject({
      code: 'call-up.error.withdrawn',
    });
  });

  it('reports unused places at the deadline, and a person releases them to those who wait', async () => {
    const { id, county, classId } = await issued({ capacity: 5 });
    await replies.name(lantian, id, county, { traineeIds: await people(1) });
    test.app.get(Clock, { strict: false }).shift(6 * day);
    expect(await deadlines.closeDue()).toBeGreaterThanOrEqual(1);
    expect(await deadlines.closeDue()).toBe(0);
    const reported = await database.one<{ params: { unused: number } }>(
      `select params from foundation.message where template = 'call-up.message.unused' and dedupe_key like $1`,
      [`callUp/${id}/%`],
    );
    expect(reported?.params.unused).toBe(4);

    const waiting = await people(1, places.xian);
    const enrollments = test.app.get(EnrollmentService, { strict: false });
    expect(await enrollments.nominate(province, classId, waiting)).toMatchObject([{ outcome: 'waitlisted' }]);
    expect(await deadlines.release(province, id)).toEqual({ released: 4, promoted: 1 });
    await expect(deadlines.release(province, id)).rejects.toMatchObject({
      code: 'call-up.error.nothingUnused',
    });
    expect(await statesOf(classId)).toEqual(['pending', 'confirmed']);
    const [line] = await database.query<{ amount: number; called: number }>(
      'select amount, called from integration.call_up_recipient where id = $1',
      [county],
    );
    expect(line).toEqual({ amount: 1, called: 3 });
  });

  it('reminds, a day before the deadline and once, those who still owe names', async () => {
    const { id, county } = await issued();
    await replies.name(lantian, id, county, { traineeIds: await people(3) });
    expect(await deadlines.remindDue()).toBe(0);
    test.app.get(Clock, { strict: false }).shift(4.5 * day);
    await deadlines.remindDue();
    await deadlines.remindDue();
    const reminded = await database.query<{ account_id: string }>(
      `select account_id from foundation.message where template = 'call-up.message.reminder' and channel = 'inApp'
         and dedupe_key like $1`,
      [`callUp/${id}/%`],
    );
    expect(reminded).toEqual([{ account_id: contact.accountId }]);
  });
});
