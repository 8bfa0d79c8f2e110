import { createTestApp, TestApp } from '../../../support/app.js';
import { Asker, person, places, signedIn } from '../../../support/register.js';

describe('Enrollments over HTTP', () => {
  let test: TestApp;
  let coordinator: Asker;
  let foreign: Asker;
  let trainees: string[];
  let classId: string;

  beforeAll(async () => {
    test = await createTestApp();
    coordinator = await signedIn(test, 'coordinator', { division: places.lantian });
    foreign = await signedIn(test, 'coordinator', { division: places.zhouzhi });
    trainees = [];
    for (const number of [1, 2, 3, 4]) {
      const answer = await coordinator.send('POST', '/api/v1/trainees', person(number));
      trainees.push((answer.body as { id: string }).id);
    }
    classId = await openClass();
  });

  afterAll(() => test.close());

  /** A published class of Lantian with two seats and one place on the waitlist, its window open. */
  async function openClass(): Promise<string> {
    const { DataSource } = await import('typeorm');
    const [row] = await test.app.get(DataSource).query<{ id: string }[]>(
      `with created as (
         insert into integration.class (code, title, level, division_id, starts_on, ends_on, year, hours, state)
         select 'T-1', '示范班', 3, id, current_date + 9, current_date + 10, 2026, 16, 'published'
         from responsibility.division where code = $1 returning id
       ), seat as (
         insert into integration.seat (class_id, capacity, waitlist_capacity, opens_at, closes_at, open)
         select id, 2, 1, now() - interval '1 day', now() + interval '1 day', true from created
       ) select id from created`,
      [places.lantian],
    );
    return row!.id;
  }

  const enrollments = () => `/api/v1/classes/${classId}/enrollments`;

  it('registers a trainee, waitlists and refuses with a reason, and shows each only what is theirs', async () => {
    const askers = await Promise.all(
      trainees.map((traineeId) => signedIn(test, 'trainee', { division: places.lantian, traineeId })),
    );
    const answers = [];
    for (const asker of askers) answers.push(await asker.send('POST', enrollments(), {}));
    expect(answers.map(({ status, body }) => [status, body.outcome ?? body.code])).toEqual([
      [201, 'seated'],
      [201, 'seated'],
      [201, 'waitlisted'],
      [409, 'enrollment.full'],
    ]);
    expect((await askers[0]!.send('POST', enrollments(), {})).body.code).toBe('enrollment.already');

    const own = await askers[0]!.get(enrollments());
    expect(own.body).toMatchObject({ counts: { confirmed: 1 } });
    const all = await coordinator.get(`${enrollments()}?state=confirmed,waitlisted&limit=2`);
    expect(all.body).toMatchObject({ counts: { confirmed: 2, waitlisted: 1 }, next: expect.any(String) });
    const rest = await coordinator.get(`${enrollments()}?limit=2&cursor=${String(all.body.next)}`);
    expect(rest.body).toMatchObject({ items: [{ state: 'waitlisted' }] });
    const found = await coordinator.get(`${enrollments()}?search=${encodeURIComponent('张三2')}`);
    expect((found.body.items as unknown[]).length).toBe(1);
  });

  it('hides the class from another county, by list and by every verb', async () => {
    const items = (await coordinator.get(enrollments())).body.items as { id: string }[];
    const id = items[0]!.id;
    const answers = await Promise.all([
      foreign.get(enrollments()),
      foreign.send('POST', enrollments(), { traineeIds: trainees }),
      foreign.send('POST', `/api/v1/classes/${classId}/promotions`, {}),
      foreign.send('POST', `/api/v1/classes/${classId}/capacity-previews`, { capacity: 5 }),
      foreign.send('DELETE', `/api/v1/enrollments/${id}`, { reason: '越权' }),
      foreign.send('POST', `/api/v1/enrollments/${id}/confirmation`),
      foreign.send('POST', `/api/v1/enrollments/${id}/substitution`, {
        traineeId: trainees[3],
        reason: '越权',
      }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(Array(7).fill(404));
  });

  it('cancels with a reason and tells who moved up; arrives; substitutes', async () => {
    const items = (await coordinator.get(enrollments())).body.items as { id: string; state: string }[];
    const url = `/api/v1/enrollments/${items[0]!.id}`;
    expect((await coordinator.send('DELETE', url, {})).status).toBe(422);
    const cancelled = await coordinator.send('DELETE', url, { reason: '本人申请退出' });
    expect(cancelled.body.items).toMatchObject([{ state: 'cancelled' }, { state: 'confirmed' }]);
    const substitution = await coordinator.send('POST', `/api/v1/enrollments/${items[1]!.id}/substitution`, {
      traineeId: trainees[3],
      reason: '工作冲突',
    });
    expect(substitution.status).toBe(201);
    const { enrollmentId } = substitution.body as { enrollmentId: string };
    expect((await coordinator.send('POST', `/api/v1/enrollments/${enrollmentId}/arrival`)).status).toBe(204);
    expect((await coordinator.send('POST', `/api/v1/enrollments/${enrollmentId}/arrival`)).status).toBe(409);
    const unknown = '/api/v1/enrollments/0198c0de-0000-7000-8000-000000000001/arrival';
    expect((await coordinator.send('POST', unknown)).status).toBe(404);
  });

  it('gives a nomination that is sent again its first answer', async () => {
    const again = { traineeIds: ['0198c0de-0000-7000-8000-000000000002'] };
    const nominate = (payload: object) =>
      test.fastify.inject({
        method: 'POST',
        url: enrollments(),
        headers: { ...coordinator.headers, 'idempotency-key': 'nominated' },
        payload,
      });
    const first = await nominate(again);
    const second = await nominate(again);
    expect([first.statusCode, first.headers['idempotent-replay']]).toEqual([201, undefined]);
    expect([second.statusCode, second.headers['idempotent-replay']]).toEqual([201, 'true']);
    expect(second.json()).toEqual(first.json());
    expect((await nominate({ traineeIds: trainees })).statusCode).toBe(409);
  });

  it('nominates people, each with an answer, and changes the capacity', async () => {
    const named = await coordinator.send('POST', enrollments(), {
      traineeIds: [trainees[0], '0198c0de-0000-7000-8000-000000000001'],
    });
    expect(named.body.items).toMatchObject([
      { outcome: 'waitlisted', queue: 1 },
      { outcome: 'refused', code: 'enrollment.unknown' },
    ]);
    const answer = await test.fastify.inject({
      method: 'PUT',
      url: `/api/v1/classes/${classId}/capacity`,
      headers: coordinator.headers,
      payload: { capacity: 3 },
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ promotable: 1, promoted: [{ state: 'confirmed' }] });
  });
});
