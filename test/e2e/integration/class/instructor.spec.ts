import { Database } from '../../../../src/foundation/database/database.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { layRunningClass, RunningClass } from '../../../support/running-class.js';
import { signIn, TestPerson } from '../../../support/sign-in.js';

describe('what an instructor finds', () => {
  let test: TestApp;
  let instructor: TestPerson;
  let taught: RunningClass;
  let proposed: RunningClass;
  let foreign: RunningClass;

  beforeAll(async () => {
    test = await createTestApp();
    instructor = await signIn(test, { role: 'instructor', division: '610700000000' });
    taught = await layRunningClass(test);
    proposed = await layRunningClass(test, { coordinator: taught.coordinator });
    foreign = await layRunningClass(test, { coordinator: taught.coordinator });
    const database = test.app.get(Database, { strict: false });
    await database.execute('update integration.session set instructor_account_id = $1 where id = any ($2)', [
      instructor.accountId,
      [taught.sessionIds[1], proposed.sessionIds[1]],
    ]);
    await database.execute(`update integration.class set state = 'draft' where id = $1`, [proposed.id]);
  });

  afterAll(() => test.close());

  const get = async (path: string) => {
    const answer = await test.fastify.inject({
      url: path,
      headers: { ...instructor.headers, accept: 'text/html' },
    });
    return { status: answer.statusCode, body: answer.body, location: answer.headers.location };
  };

  it('is led to the classes, which stand in the navigation', async () => {
    expect((await get('/')).location).toBe('/classes');
    expect((await get('/account')).body).toContain('href="/classes"');
  });

  it('lists the classes in which the instructor teaches, once they are published, and no others', async () => {
    const { status, body } = await get('/classes');
    expect(status).toBe(200);
    const listed = [...body.matchAll(/href="\/classes\/([0-9a-f-]{36})"/g)].map(([, id]) => id);
    expect(listed).toEqual([taught.id]);
    expect(body).not.toContain('name="mine"');
  });

  it('opens those with their timetable, and no other nor the roll', async () => {
    expect((await get(`/classes/${taught.id}`)).status).toBe(200);
    expect((await get(`/classes/${taught.id}/sessions`)).status).toBe(200);
    expect((await get(`/classes/${taught.id}/attendance`)).status).toBe(403);
    for (const { id } of [proposed, foreign]) expect((await get(`/classes/${id}`)).status).toBe(404);
  });
});
