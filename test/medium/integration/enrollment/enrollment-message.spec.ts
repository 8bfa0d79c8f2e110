import { Actor, systemActor } from '../../../../src/foundation/access/actor.js';
import { Database } from '../../../../src/foundation/database/database.js';
import { EnrollmentMessageService } from '../../../../src/integration/enrollment/enrollment-message.service.js';
import { EnrollmentService } from '../../../../src/integration/enrollment/enrollment.service.js';
import { RosterService } from '../../../../src/integration/enrollment/roster.service.js';
import { SeatService } from '../../../../src/integration/enrollment/seat.service.js';
import { AccountService } from '../../../../src/responsibility/account/account.service.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { actorIn, personOf, publishedClass } from '../../../support/call-up.js';
import { places } from '../../../support/register.js';

describe('messages about an enrollment', () => {
  let test: TestApp;
  let database: Database;
  let roster: RosterService;
  let enrollments: EnrollmentService;
  let messages: EnrollmentMessageService;
  let province: Actor;

  beforeAll(async () => {
    test = await createTestApp();
    const get = <T>(type: new (...args: never[]) => T): T => test.app.get(type, { strict: false });
    database = get(Database);
    roster = get(RosterService);
    enrollments = get(EnrollmentService);
    messages = get(EnrollmentMessageService);
    province = await actorIn(test, 'coordinator', { division: places.province });
  });

  afterAll(() => test.close());

  let number = 0;

  /** A trainee who signs in. */
  async function trainee(name: string): Promise<Actor & { traineeId: string }> {
    const traineeId = await personOf(test, places.lantian, name);
    const account = await test.app.get(AccountService, { strict: false }).createAccount(systemActor, {
      username: `told-${++number}`,
      name,
      assignments: [{ role: 'trainee', traineeId }],
    });
    return { accountId: account.id, name, role: 'trainee', traineeId };
  }

  const inboxOf = async (actor: Actor): Promise<string[]> =>
    (
      await database.query<{ template: string }>(
        `select template from foundation.message where account_id = $1 and channel = 'inApp' order by id`,
        [actor.accountId],
      )
    ).map(({ template }) => template.replace('enrollment.message.', ''));

  const put = async (classId: string, people: { traineeId: string }[]): Promise<string[]> =>
    (
      await enrollments.nominate(
        province,
        classId,
        people.map(({ traineeId }) => traineeId),
      )
    ).flatMap((outcome) => (outcome.outcome === 'refused' ? [] : [outcome.enrollmentId]));

  it('reach who came in, once, with what became of it', async () => {
    const classId = await publishedClass(test, { capacity: 1 });
    const [seated, waiting] = [await trainee('有座'), await trainee('候补')];
    await put(classId, [seated, waiting]);
    await messages.entered();
    await messages.entered();
    expect(await inboxOf(seated)).toEqual(['entered.confirmed']);
    expect(await inboxOf(waiting)).toEqual(['entered.waitlisted']);
  });

  it('tell in the same transaction who moved up, with the time until which to say no', async () => {
    const classId = await publishedClass(test, { capacity: 1 });
    const [leaving, waiting] = [await trainee('退出'), await trainee('递补')];
    const [first] = await put(classId, [leaving, waiting]);
    await expect(
      database.transaction(async () => {
        await roster.cancel(province, first!, '本人申请');
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    expect(await inboxOf(waiting)).toEqual([]);
    await roster.cancel(province, first!, '本人申请');
    expect(await inboxOf(leaving)).toEqual(['cancelled']);
    expect(await inboxOf(waiting)).toEqual(['promoted']);
    const row = await database.one<{ params: { until: string }; link: string }>(
      'select params, link from foundation.message where account_id = $1',
      [waiting.accountId],
    );
    expect(row).toMatchObject({
      params: { until: expect.stringMatching(/^\d{4}-\d\d-\d\d 00:00$/u) },
      link: `/m/classes/${classId}`,
    });
  });

  it('tell who moves up into new seats that the organizer still confirms, where it does', async () => {
    const classId = await publishedClass(test, { capacity: 1 });
    const [seated, waiting] = [await trainee('在座'), await trainee('扩容')];
    await put(classId, [seated, waiting]);
    await database.execute('update integration.seat set approval_required = true where class_id = $1', [
      classId,
    ]);
    await test.app.get(SeatService, { strict: false }).changeCapacity(province, classId, 2);
    expect(await inboxOf(waiting)).toEqual(['promotedPending']);
  });

  it('say why somebody was sent back, and leave alone who cancelled alone', async () => {
    const classId = await publishedClass(test, {});
    await database.execute('update integration.seat set approval_required = true where class_id = $1', [
      classId,
    ]);
    const [returned, leaving] = [await trainee('退回'), await trainee('自退')];
    const [first, second] = await put(classId, [returned, leaving]);
    await roster.return(province, [first!], '不符合条件');
    await roster.cancel(leaving, second!);
    expect(await inboxOf(returned)).toEqual(['returned']);
    expect(await inboxOf(leaving)).toEqual([]);
  });
});
