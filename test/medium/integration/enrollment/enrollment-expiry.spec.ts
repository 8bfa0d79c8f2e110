import { Actor, systemActor } from '../../../../src/foundation/access/actor.js';
import { Clock } from '../../../../src/foundation/clock/clock.js';
import { Database } from '../../../../src/foundation/database/database.js';
import { ClassScheduleService } from '../../../../src/integration/class/class-schedule.service.js';
import { EnrollmentExpiryService } from '../../../../src/integration/enrollment/enrollment-expiry.service.js';
import { EnrollmentInvariants } from '../../../../src/integration/enrollment/enrollment.invariants.js';
import { EnrollmentService } from '../../../../src/integration/enrollment/enrollment.service.js';
import { RosterService } from '../../../../src/integration/enrollment/roster.service.js';
import { PublicationService } from '../../../../src/integration/publication/publication.service.js';
import { OwnClassRepository } from '../../../../src/integration/trainee-pages/own-class.repository.js';
import { AccountService } from '../../../../src/responsibility/account/account.service.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { actorIn, personOf, publishedClass } from '../../../support/call-up.js';
import { places } from '../../../support/register.js';

type Person = Actor & { traineeId: string };

const day = 86_400_000;

describe('people who still wait when their class begins', () => {
  let test: TestApp;
  let database: Database;
  let clock: Clock;
  let enrollments: EnrollmentService;
  let expiry: EnrollmentExpiryService;
  let schedule: ClassScheduleService;
  let roster: RosterService;
  let province: Actor;
  let number = 0;

  const get = <T>(type: new (...args: never[]) => T): T => test.app.get(type, { strict: false });

  beforeAll(async () => {
    test = await createTestApp();
    database = get(Database);
    clock = get(Clock);
    enrollments = get(EnrollmentService);
    expiry = get(EnrollmentExpiryService);
    schedule = get(ClassScheduleService);
    roster = get(RosterService);
    province = await actorIn(test, 'coordinator', { division: places.province });
  });

  afterEach(async () => {
    clock.shift(0);
    // eslint-disable-next-line jest/no-standalone-expect -- every test must leave the counters equal to the rows
    expect(await get(EnrollmentInvariants).violations()).toEqual([]);
  });

  afterAll(() => test.close());

  async function trainee(): Promise<Person> {
    const traineeId = await personOf(test, places.lantian, '候补人');
    const account = await get(AccountService).createAccount(systemActor, {
      username: `waits-${++number}`,
      name: '候补人',
      assignments: [{ role: 'trainee', traineeId }],
    });
    return { accountId: account.id, name: '候补人', role: 'trainee', traineeId };
  }

  /** A class of one seat in two days that anybody registers for; those given do, in this order. */
  async function classOf(people: Person[], approval = false): Promise<string> {
    const classId = await publishedClass(test, { capacity: approval ? 5 : 1, inDays: 2 });
    await database.execute(
      `update integration.seat set open = true, self_registration = true, opens_at = now() - interval '1 day',
         approval_required = $2 where class_id = $1`,
      [classId, approval],
    );
    for (const person of people)
      expect(await enrollments.enroll(person, { classId, traineeId: person.traineeId })).not.toMatchObject({
        outcome: 'refused',
      });
    return classId;
  }

  async function start(classId: string): Promise<void> {
    clock.shift(2 * day);
    expect(await schedule.perform('start', classId)).toBe(true);
  }

  const states = async (classId: string): Promise<string[]> =>
    (
      await database.query<{ state: string }>(
        'select state::text from integration.enrollment where class_id = $1 order by number',
        [classId],
      )
    ).map(({ state }) => state);

  const inboxOf = async ({ accountId }: Person): Promise<string[]> =>
    (
      await database.query<{ template: string }>(
        `select template from foundation.message where account_id = $1 and channel = 'inApp' order by id`,
        [accountId],
      )
    ).map(({ template }) => template);

  it('are released from the waitlist once, told, and no longer shown a place in the queue', async () => {
    const [seated, waiting] = [await trainee(), await trainee()];
    const classId = await classOf([seated, waiting]);
    expect(await expiry.expire(classId)).toBe(0);
    await start(classId);

    expect(await expiry.expire(classId)).toBe(1);
    expect(await expiry.expire(classId)).toBe(0);

    expect(await states(classId)).toEqual(['confirmed', 'cancelled']);
    expect(await inboxOf(waiting)).toEqual(['enrollment.message.expired']);
    expect(await inboxOf(seated)).toEqual([]);
    expect(await get(OwnClassRepository).all(waiting.traineeId)).toEqual([]);
    const trail = await database.query(
      `select step.verb, step.from_state::text as was, entry.action, entry.account_id as who
       from integration.enrollment enrollment
       join integration.enrollment_step step on step.enrollment_id = enrollment.id
       join foundation.audit_entry entry on entry.subject_id = enrollment.id::text and entry.action like '%expire'
       where enrollment.class_id = $1`,
      [classId],
    );
    expect(trail).toEqual([{ verb: 'expire', was: 'waitlisted', action: 'enrollment.expire', who: null }]);
  });

  it('are released while undecided, unless the organizer takes them back after the start', async () => {
    const [undecided, accepted] = [await trainee(), await trainee()];
    const classId = await classOf([undecided, accepted], true);
    const [first, second] = await database.query<{ id: string }>(
      'select id from integration.enrollment where class_id = $1 order by number',
      [classId],
    );
    await roster.move(province, 'confirm', [second!.id]);
    await start(classId);

    expect(await expiry.expire(classId)).toBe(1);
    expect(await states(classId)).toEqual(['cancelled', 'confirmed']);
    expect(await inboxOf(undecided)).toEqual(['enrollment.message.expiredPending']);

    await roster.restore(province, first!.id);
    expect(await expiry.expire(classId)).toBe(0);
    expect(await states(classId)).toEqual(['pending', 'confirmed']);
    clock.shift(6 * day);
    expect(await schedule.perform('end', classId)).toBe(true);
    expect(await expiry.expire(classId)).toBe(1);
  });

  it('stay on the waitlist when the organizer puts them in after the start', async () => {
    const [seated, late] = [await trainee(), await trainee()];
    const classId = await classOf([seated]);
    await start(classId);
    await enrollments.nominate(province, classId, [late.traineeId]);

    expect(await expiry.expire(classId)).toBe(0);
    expect(await states(classId)).toEqual(['confirmed', 'waitlisted']);
  });

  it('are released from a class that is called off, of which they have heard', async () => {
    const [seated, waiting] = [await trainee(), await trainee()];
    const classId = await classOf([seated, waiting]);
    await get(PublicationService).cancel(province, classId, '汛期延后');

    expect(await expiry.expire(classId)).toBe(1);
    expect(await states(classId)).toEqual(['confirmed', 'cancelled']);
    expect(await inboxOf(waiting)).toEqual(['class.message.cancelled']);
  });

  it('are found by the sweep however late it comes, once', async () => {
    const classId = await classOf([await trainee(), await trainee()]);
    await start(classId);
    clock.shift(40 * day);
    await schedule.perform('end', classId);
    await database.execute('delete from foundation.job_run');

    await expiry.queueDue();
    await expiry.queueDue();
    const runs = await database.query(
      `select name from foundation.job_run where payload ->> 'classId' = $1`,
      [classId],
    );
    expect(runs).toEqual([{ name: 'enrollment.expire' }]);
    await expiry.expire(classId);
    expect(await expiry.queueDue()).toBe(0);
  });
});
