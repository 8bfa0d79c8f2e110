import { systemActor } from '../../../../src/foundation/access/actor.js';
import { buildProvince, Province } from '../../../bench/support/province.js';
import { actorOf, openSeatPath, SeatPath } from '../../../bench/support/seat-path.js';
import { createTestDatabase, TestDatabase } from '../../../support/postgres.js';

const people = 260;
const classes = 40;

describe('The seat path', () => {
  let database: TestDatabase;
  let path: SeatPath;
  let other: SeatPath;
  let province: Province;
  let used = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    province = await buildProvince(database.url, { people, classes, capacity: 100, waitlistCapacity: 60 });
    path = await openSeatPath(database.url);
    other = await openSeatPath(database.url);
  });

  afterAll(async () => {
    await path.close();
    await other.close();
    await database.drop();
  });

  afterEach(async () => {
    path.clock.shift(0);
    // Every test must leave the counters equal to the rows.
    // eslint-disable-next-line jest/no-standalone-expect
    expect(await path.invariants.violations()).toEqual([]);
  });

  /** A class nobody is in yet; its quota tree is cut off unless a test is about quota. */
  async function freshClass({ quota = false, ...seat }: Record<string, unknown> = {}): Promise<string> {
    const classId = province.classIds[used++]!;
    if (!quota)
      await path.database.execute('update integration.class set quota_id = null where id = $1', [classId]);
    for (const [column, value] of Object.entries(seat))
      await path.database.execute(`update integration.seat set ${column} = $2 where class_id = $1`, [
        classId,
        value,
      ]);
    return classId;
  }

  function enroll(classId: string, index: number, key?: string, through = path) {
    const person = province.people[index]!;
    const claim = { classId, traineeId: person.traineeId, ...(key !== undefined && { key }) };
    return through.enrollments.enroll(actorOf(person), claim);
  }

  async function enrolled(classId: string, index: number): Promise<string> {
    const outcome = await enroll(classId, index);
    if (outcome.outcome === 'refused') throw new Error(outcome.code);
    return outcome.enrollmentId;
  }

  async function statesIn(classId: string): Promise<string[]> {
    const rows = await path.database.query<{ state: string }>(
      'select state::text from integration.enrollment where class_id = $1 order by number',
      [classId],
    );
    return rows.map(({ state }) => state);
  }

  const idsOf = (from: number, to: number) =>
    province.people.slice(from, to).map(({ traineeId }) => traineeId);

  it('seats exactly the capacity, waitlists up to its limit and refuses the rest, from two processes', async () => {
    const classId = await freshClass();
    const outcomes = await Promise.all(
      province.people
        .slice(0, 200)
        .map((_, index) => enroll(classId, index, undefined, index % 2 ? path : other)),
    );
    const count = (kind: string) => outcomes.filter(({ outcome }) => outcome === kind).length;
    expect([count('seated'), count('waitlisted'), count('refused')]).toEqual([100, 60, 40]);
    expect(outcomes.filter((one) => one.outcome === 'refused').map(({ code }) => code)).toEqual(
      Array(40).fill('enrollment.full'),
    );
    expect(await statesIn(classId)).toEqual([
      ...Array<string>(100).fill('confirmed'),
      ...Array<string>(60).fill('waitlisted'),
    ]);
    const places = outcomes.flatMap((one) => (one.outcome === 'waitlisted' ? [one.queue] : []));
    expect(places.sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
  });

  it('freezes what is counted, and keeps key, history and audit line of each seat', async () => {
    const classId = await freshClass();
    const id = await enrolled(classId, 0);
    const row = await path.database.one(
      `select e.division_id = t.division_id and e.level = t.level and e.category = t.category as frozen, e.year,
         (select count(*)::integer from foundation.audit_entry where subject_id = e.id::text) as audited,
         (select array_agg(verb || ' ' || to_state) from integration.enrollment_history h where h.enrollment_id = e.id)
           as history
       from integration.enrollment e join targeting.trainee t on t.id = e.trainee_id where e.id = $1`,
      [id],
    );
    expect(row).toEqual({ frozen: true, year: 2026, audited: 1, history: ['enroll confirmed'] });
  });

  it('opens and closes to the millisecond of business time', async () => {
    const now = Date.now();
    const classId = await freshClass({
      opens_at: new Date(now + 60_000),
      closes_at: new Date(now + 120_000),
    });
    expect(await enroll(classId, 0)).toMatchObject({ code: 'enrollment.notOpen' });
    path.clock.shift(90_000);
    expect(await enroll(classId, 0)).toMatchObject({ outcome: 'seated' });
    path.clock.shift(120_001);
    expect(await enroll(classId, 1)).toMatchObject({ code: 'enrollment.closed' });
  });

  it('refuses a closed switch, a class by call-up only, an unpublished one and an unknown one', async () => {
    expect(await enroll(await freshClass({ open: false }), 0)).toMatchObject({ code: 'enrollment.closed' });
    const byCallUp = await freshClass({ self_registration: false });
    expect(await enroll(byCallUp, 0)).toMatchObject({ code: 'enrollment.byCallUpOnly' });
    const draft = await freshClass();
    await path.database.execute(`update integration.class set state = 'draft' where id = $1`, [draft]);
    expect(await enroll(draft, 0)).toEqual({ outcome: 'refused', code: 'enrollment.unknown' });
    expect(await enroll('0198c0de-0000-7000-8000-000000000001', 0)).toMatchObject({
      code: 'enrollment.unknown',
    });
    expect(await path.enrollments.nominate(systemActor, draft, idsOf(0, 1))).toMatchObject([
      { code: 'enrollment.notOpen' },
    ]);
  });

  it('does not show a class of a foreign division to a person', async () => {
    const classId = await freshClass();
    await path.database.execute('update integration.class set division_id = $2 where id = $1', [
      classId,
      province.countyIds[9],
    ]);
    const home = await path.database.query<{ id: string; county_id: string }>(
      'select t.id, d.county_id from targeting.trainee t join responsibility.division d on d.id = t.division_id',
    );
    const countyOf = new Map(home.map((row) => [row.id, row.county_id]));
    const at = (inside: boolean) =>
      province.people.findIndex(
        ({ traineeId }) => (countyOf.get(traineeId) === province.countyIds[9]) === inside,
      );
    expect(await enroll(classId, at(false))).toEqual({ outcome: 'refused', code: 'enrollment.unknown' });
    expect(await enroll(classId, at(true))).toMatchObject({ outcome: 'seated' });
  });

  it('refuses whom the class is not for', async () => {
    const classId = await freshClass();
    await path.database.execute(
      `with audience as (insert into targeting.audience (rule) values ($2) returning id)
       update integration.class set audience_id = (select id from audience) where id = $1`,
      [classId, JSON.stringify({ categories: ['villageSecretary'], levels: [], divisionIds: [] })],
    );
    expect(await enroll(classId, 0)).toEqual({ outcome: 'refused', code: 'enrollment.outsideAudience' });
    await path.database.execute(`update targeting.trainee set category = 'villageSecretary' where id = $1`, [
      province.people[0]!.traineeId,
    ]);
    expect(await enroll(classId, 0)).toMatchObject({ outcome: 'seated' });
  });

  it('gives a double submit one seat and, with a key, the first answer', async () => {
    const classId = await freshClass();
    const [first, second] = await Promise.all([
      enroll(classId, 1, 'same'),
      enroll(classId, 1, 'same', other),
    ]);
    expect(second).toEqual(first);
    expect(await enroll(classId, 1, 'same')).toEqual(first);
    expect(await enroll(classId, 1, 'another')).toEqual({
      outcome: 'refused',
      code: 'enrollment.already',
      enrollmentId: (first as { enrollmentId: string }).enrollmentId,
    });
    expect(await enroll(await freshClass(), 1, 'same')).toMatchObject({ code: 'error.idempotencyReuse' });
    expect(await statesIn(classId)).toEqual(['confirmed']);
  });

  it('refuses a key that another verb has used, whatever that answered', async () => {
    const classId = await freshClass();
    const person = province.people[1]!;
    await path.database.execute(
      `insert into foundation.idempotency_key (account_id, key, route, request_hash, status, response)
       values ($1, 'used', 'POST /api/v1/works', $2, 201, '{"id":"no id"}')`,
      [person.accountId, `${classId} ${person.traineeId}`],
    );
    expect(await enroll(classId, 1, 'used')).toEqual({ outcome: 'refused', code: 'error.idempotencyReuse' });
    expect(await statesIn(classId)).toEqual([]);
  });

  it('finds the seat of a claim whose answer was lost', async () => {
    const classId = await freshClass();
    const settle = path.seats.settle.bind(path.seats);
    path.seats.settle = async (claims, now) => {
      await settle(claims, now);
      path.seats.settle = settle;
      throw new Error('connection lost after the commit');
    };
    const [one, two] = await Promise.all([enroll(classId, 2), enroll(classId, 3)]);
    expect([one.outcome, two.outcome]).toEqual(['seated', 'seated']);
    expect(await statesIn(classId)).toEqual(['confirmed', 'confirmed']);
  });

  it('keeps the others when one claim of a batch cannot be written', async () => {
    const classId = await freshClass();
    const broken = { classId, traineeId: 'not-an-id' };
    const outcomes = await Promise.allSettled([
      enroll(classId, 4),
      path.enrollments.enroll(actorOf({ traineeId: 'not-an-id', accountId: systemActor.accountId }), broken),
      enroll(classId, 5),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('leaves nothing behind when the backend dies before the commit', async () => {
    const classId = await freshClass();
    await expect(
      path.database.transaction(async () => {
        await path.enrollments.nominate(systemActor, classId, idsOf(0, 20));
        await path.database.query('select pg_terminate_backend(pg_backend_pid())');
      }),
    ).rejects.toThrow();
    expect(await statesIn(classId)).toEqual([]);
    expect(await path.enrollments.nominate(systemActor, classId, idsOf(0, 1))).toMatchObject([
      { outcome: 'seated' },
    ]);
  });

  it('refuses to enroll inside a transaction, and lets the bulk path join it', async () => {
    const classId = await freshClass();
    await expect(path.database.transaction(() => enroll(classId, 0))).rejects.toThrow('transaction');
    await expect(
      path.database.transaction(async () => {
        await path.enrollments.nominate(systemActor, classId, idsOf(0, 3));
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    expect(await statesIn(classId)).toEqual([]);
  });

  describe('quota', () => {
    it('draws on the nearest allocation, else the pool, and waitlists who finds it used up', async () => {
      const classId = await freshClass({ quota: true, capacity: 100, waitlist_capacity: 0 });
      const outcomes = await path.enrollments.nominate(systemActor, classId, idsOf(0, people));
      const rows = await path.database.query<{
        own: boolean;
        held: number;
        amount: number;
        allocated: number;
      }>(
        `select parent_id is not null as own, held, amount, allocated from responsibility.allocation a
         join integration.class c on c.quota_id = a.quota_id where c.id = $1 order by a.parent_id nulls first`,
        [classId],
      );
      expect(rows.map(({ held }) => held)).toEqual([50, 10, 10, 10, 10, 10]);
      expect(outcomes.filter((one) => one.outcome === 'seated')).toHaveLength(100);
      expect(new Set(outcomes.flatMap((one) => (one.outcome === 'refused' ? [one.code] : [])))).toEqual(
        new Set(['enrollment.quotaUsed']),
      );
    });

    it('gives a freed seat to the next whose allocation has room, not to the first in line', async () => {
      const classId = await freshClass({ quota: true, waitlist_capacity: 200 });
      const outcomes = await path.enrollments.nominate(systemActor, classId, idsOf(0, people));
      const seated = outcomes.filter((one) => one.outcome === 'seated');
      const leaving = seated[seated.length - 1]!;
      const moved = await path.roster.cancel(
        systemActor,
        (leaving as { enrollmentId: string }).enrollmentId,
        '退出',
      );
      const allocation = await path.database.query<{ allocation_id: string }>(
        'select allocation_id from integration.enrollment where id = any ($1::uuid[])',
        [moved.map(({ enrollmentId }) => enrollmentId)],
      );
      expect(moved.map(({ state }) => state)).toEqual(['cancelled', 'confirmed']);
      expect(new Set(allocation.map((row) => row.allocation_id)).size).toBe(1);
    });
  });

  describe('what happens to a seat afterwards', () => {
    it('lets the waitlist move up in order when people leave', async () => {
      const classId = await freshClass({ capacity: 2, waitlist_capacity: 3 });
      const [first] = [await enrolled(classId, 0), await enrolled(classId, 1)];
      const waiting = [await enrolled(classId, 2), await enrolled(classId, 3)];
      const moved = await path.roster.cancel(systemActor, first);
      expect(moved.map(({ enrollmentId }) => enrollmentId)).toEqual([first, waiting[0]]);
      expect(await statesIn(classId)).toEqual(['cancelled', 'confirmed', 'confirmed', 'waitlisted']);
      expect(await enroll(classId, 0)).toMatchObject({ outcome: 'waitlisted', queue: 2 });
    });

    it('never lets a newcomer pass those who wait', async () => {
      const classId = await freshClass({ capacity: 1, waitlist_capacity: 3 });
      await enrolled(classId, 0);
      const waiting = await enrolled(classId, 1);
      await path.database.execute('update integration.seat set capacity = 2 where class_id = $1', [classId]);
      expect(await enroll(classId, 2)).toMatchObject({ outcome: 'waitlisted', queue: 1 });
      const row = await path.database.one('select state::text from integration.enrollment where id = $1', [
        waiting,
      ]);
      expect(row).toEqual({ state: 'confirmed' });
    });

    it('changes the capacity within what is taken, and promotes into the new seats', async () => {
      const classId = await freshClass({ capacity: 2, waitlist_capacity: 5 });
      for (const index of [0, 1, 2, 3, 4]) await enrolled(classId, index);
      await expect(path.capacity.changeCapacity(systemActor, classId, 1)).rejects.toMatchObject({
        code: 'enrollment.capacityTooSmall',
        params: { least: 2 },
      });
      expect(await path.capacity.capacityEffect(systemActor, classId, 4)).toMatchObject({
        possible: true,
        promotable: 2,
      });
      const { promoted } = await path.capacity.changeCapacity(systemActor, classId, 4);
      expect(promoted).toHaveLength(2);
      expect(await statesIn(classId)).toEqual([...Array<string>(4).fill('confirmed'), 'waitlisted']);
    });

    it('stays exact while people register, leave, are promoted and the capacity changes at once', async () => {
      const classId = await freshClass({ capacity: 20, waitlist_capacity: 100 });
      const ids = await Promise.all(Array.from({ length: 60 }, (_, index) => enrolled(classId, index)));
      await Promise.all([
        ...ids.filter((_, index) => index % 3 === 0).map((id) => path.roster.cancel(systemActor, id)),
        ...[25, 30, 22, 40].map((capacity) =>
          other.capacity.changeCapacity(systemActor, classId, capacity).catch(() => undefined),
        ),
        ...Array.from({ length: 5 }, () => other.capacity.promote(systemActor, classId)),
        ...Array.from({ length: 40 }, (_, index) => enroll(classId, 100 + index, undefined, other)),
        path.enrollments.import(systemActor, classId, idsOf(150, 170)),
      ]);
      const states = await statesIn(classId);
      const row = await path.database.one<{ capacity: number; taken: number }>(
        'select capacity, taken from integration.seat where class_id = $1',
        [classId],
      );
      expect(row?.taken).toBe(states.filter((state) => state === 'confirmed').length);
      expect(row?.taken).toBe(row?.capacity);
      const active = states.filter((state) => state !== 'cancelled');
      expect(active.lastIndexOf('confirmed')).toBeLessThan(active.indexOf('waitlisted'));
    });

    it('substitutes one for another with the seat, its quota and its state', async () => {
      const classId = await freshClass({ quota: true });
      const [out] = await path.enrollments.nominate(systemActor, classId, idsOf(0, 1));
      const outId = (out as { enrollmentId: string }).enrollmentId;
      const inId = await path.roster.substitute(systemActor, outId, idsOf(7, 8)[0]!, '工作冲突');
      const rows = await path.database.query<{ id: string; state: string; allocation_id: string }>(
        'select id, state::text, allocation_id from integration.enrollment where class_id = $1 order by number',
        [classId],
      );
      expect(rows.map(({ id, state }) => [id, state])).toEqual([
        [outId, 'cancelled'],
        [inId, 'confirmed'],
      ]);
      expect(rows[0]?.allocation_id).toBe(rows[1]?.allocation_id);
      await expect(path.roster.substitute(systemActor, outId, idsOf(8, 9)[0]!, '再换')).rejects.toMatchObject(
        {
          code: 'enrollment.wrongState',
        },
      );
    });

    it('confirms and returns pending people, and takes both back', async () => {
      const classId = await freshClass({ capacity: 3, approval_required: true });
      const ids = [await enrolled(classId, 0), await enrolled(classId, 1), await enrolled(classId, 2)];
      expect(await path.roster.move(systemActor, 'confirm', ids.slice(0, 2))).toHaveLength(2);
      expect(await path.roster.move(systemActor, 'confirm', ids.slice(0, 2))).toEqual([]);
      await path.roster.return(systemActor, ids.slice(2), '不符合条件');
      await path.roster.restore(systemActor, ids[2]!);
      await path.roster.move(systemActor, 'unconfirm', ids.slice(0, 1));
      expect(await statesIn(classId)).toEqual(['pending', 'confirmed', 'pending']);
    });

    it('takes nobody back into a class that is called off or over', async () => {
      const classId = await freshClass({ approval_required: true });
      const id = await enrolled(classId, 0);
      await path.roster.return(systemActor, [id], '不符合条件');
      for (const state of ['cancelled', 'ended', 'concluded']) {
        await path.database.execute('update integration.class set state = $2 where id = $1', [
          classId,
          state,
        ]);
        await expect(path.roster.restore(systemActor, id)).rejects.toMatchObject({
          code: 'enrollment.classOver',
        });
      }
      expect(await statesIn(classId)).toEqual(['cancelled']);
      await path.database.execute(`update integration.class set state = 'running' where id = $1`, [classId]);
      await path.roster.restore(systemActor, id);
      expect(await statesIn(classId)).toEqual(['pending']);
    });

    it('does not let a person cancel after the cut-off, but the organizer may', async () => {
      const classId = await freshClass({ cancellable_until: new Date(Date.now() + 60_000) });
      const id = await enrolled(classId, 0);
      path.clock.shift(61_000);
      await expect(path.roster.cancel(actorOf(province.people[0]!), id)).rejects.toMatchObject({
        code: 'enrollment.pastCancellation',
      });
      await expect(path.roster.cancel(actorOf(province.people[1]!), id)).rejects.toMatchObject({
        status: 404,
      });
      await path.roster.cancel(systemActor, id, '本人申请');
      expect(await statesIn(classId)).toEqual(['cancelled']);
    });
  });

  it('never takes more names than a call-up asked for', async () => {
    const classId = await freshClass({ quota: true });
    const recipient = await path.database.one<{ id: string }>(
      `with call_up as (
         insert into integration.call_up (class_id, notice_no, deadline, state, issued_at)
         values ($1, '示例〔2026〕1号', now() + interval '3 days', 'issued', now()) returning id
       )
       insert into integration.call_up_recipient (call_up_id, allocation_id, division_id, amount, called)
       select call_up.id, a.id, a.division_id, 3, 3 from call_up, responsibility.allocation a
       join integration.class c on c.quota_id = a.quota_id
       where c.id = $1 and a.parent_id is not null limit 1 returning id`,
      [classId],
    );
    const outcomes = await path.enrollments.callUpReply(systemActor, recipient!.id, [
      ...idsOf(0, 4),
      idsOf(0, 1)[0]!,
    ]);
    expect(outcomes.map((one) => (one.outcome === 'refused' ? one.code : one.outcome))).toEqual([
      'seated',
      'seated',
      'seated',
      'enrollment.quotaUsed',
      'enrollment.already',
    ]);
    expect(await statesIn(classId)).toEqual(['pending', 'pending', 'pending']);
  });

  it('keeps whatever an enrollment names from being deleted', async () => {
    const classId = await freshClass();
    await enrolled(classId, 0);
    await expect(
      path.database.execute('delete from targeting.trainee where id = $1', [idsOf(0, 1)[0]]),
    ).rejects.toMatchObject({ code: '23503' });
    await expect(
      path.database.execute('delete from integration.class where id = $1', [classId]),
    ).rejects.toMatchObject({ code: '23503' });
  });
});
