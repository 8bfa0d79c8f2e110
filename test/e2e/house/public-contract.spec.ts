import request from 'supertest';
import { systemActor } from '../../../src/foundation/access/actor.js';
import { AccountService } from '../../../src/responsibility/account/account.service.js';
import { createTestApp, TestApp } from '../../support/app.js';

let test: TestApp;

beforeAll(async () => {
  test = await createTestApp();
  await test.app.get(AccountService, { strict: false }).createAccount(systemActor, {
    username: 'contract',
    name: '约定',
    password: 'zhixing-contract-7',
    assignments: [{ role: 'administrator' }],
  });
});

afterAll(() => test.close());

const server = () => request(test.app.getHttpServer());

describe('public contract', () => {
  it('signs in with a cookie and a bearer token', async () => {
    const answer = await server()
      .post('/api/v1/sign-ins')
      .send({ username: 'contract', password: 'zhixing-contract-7' });
    expect([200, 201]).toContain(answer.status);
    expect(answer.headers['set-cookie']?.[0]).toMatch(/HttpOnly; SameSite=Lax/i);
    const { token } = answer.body as { token: string };
    const mine = await server().get('/api/v1/sign-ins').set('authorization', `Bearer ${token}`);
    expect(mine.status).toBe(200);
    expect((await server().get('/api/v1/sign-ins')).status).toBe(401);
  });

  it('answers a wrong password and an unknown user alike', async () => {
    const wrong = await server()
      .post('/api/v1/sign-ins')
      .send({ username: 'contract', password: 'no-such-secret' });
    const unknown = await server()
      .post('/api/v1/sign-ins')
      .send({ username: 'nobody', password: 'no-such-secret' });
    expect(wrong.status).toBe(unknown.status);
    expect((wrong.body as { code: string }).code).toBe((unknown.body as { code: string }).code);
  });

  it('answers wrong input with a problem that names the field, in the reader’s language', async () => {
    const chinese = await server().post('/api/v1/sign-ins').send({});
    expect(chinese.status).toBe(422);
    expect(chinese.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(chinese.body).toMatchObject({
      status: 422,
      errors: [{ field: 'username', detail: '请填写此项' }, {}],
    });
    const english = await server().post('/api/v1/sign-ins').set('accept-language', 'en').send({});
    expect((english.body as { errors: { detail: string }[] }).errors[0]?.detail).toBe('Please fill this in');
  });

  it('refuses a forged form, an unreadable and a huge body, without a fault', async () => {
    const forged = await server().post('/api/v1/sign-ins').set('cookie', 'zhixing=x').send({});
    expect(forged.status).toBe(403);
    const unreadable = await server()
      .post('/api/v1/sign-ins')
      .set('content-type', 'application/json')
      .send('{"username":');
    expect(unreadable.status).toBeGreaterThanOrEqual(400);
    expect(unreadable.status).toBeLessThan(500);
    const huge = await server()
      .post('/api/v1/sign-ins')
      .send({ username: 'x'.repeat(2 * 1024 * 1024) });
    expect(huge.status).toBe(413);
  });

  it('is live and ready, and says so without sign-in', async () => {
    expect((await server().get('/health/live')).status).toBe(200);
    expect((await server().get('/health/ready')).status).toBe(200);
  });

  it('describes itself as OpenAPI and in words', async () => {
    const document = await server().get('/api/openapi.json');
    expect(document.status).toBe(200);
    const { paths } = document.body as { paths: Record<string, Record<string, Described>> };
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(promised));
    expect(Object.keys(paths).filter((path) => !path.startsWith('/api/v1/'))).toEqual([]);
    const operations = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ path, method, ...operation })),
    );
    const keyed = ({ parameters }: Described) => parameters?.some(({ name }) => name === 'Idempotency-Key');
    expect(
      operations.filter((operation) => (operation.method === 'post') !== (keyed(operation) ?? false)),
    ).toEqual([]);
    expect(
      operations.filter(({ responses }) => !responses.default?.content['application/problem+json']),
    ).toEqual([]);
    const docs = await server().get('/api/docs').set('accept', 'text/html');
    expect(docs.text).toContain('GET /api/v1/classes');
  });

  it('serves divisions by dated code and pages lists by key', async () => {
    const { body } = await server()
      .post('/api/v1/sign-ins')
      .send({ username: 'contract', password: 'zhixing-contract-7' });
    const get = (path: string) =>
      server()
        .get(path)
        .set('authorization', `Bearer ${(body as { token: string }).token}`);
    const yangling = await get('/api/v1/divisions/610403000000');
    expect(yangling.body).toMatchObject({ name: '杨凌示范区', shortName: '杨凌', level: 2 });
    expect((await get('/api/v1/divisions/610403000000?at=2000-01-01')).status).toBe(404);
    const cities = await get('/api/v1/divisions/610000000000/children');
    expect((cities.body as { items: unknown[] }).items).toHaveLength(11);
  });
});

interface Described {
  parameters?: { name: string }[];
  responses: Record<string, { content: Record<string, object> } | undefined>;
}

/** Resources that other programs rely on; `{code}` and the like are parameters. */
const promised = [
  'divisions',
  'divisions/{code}',
  'divisions/{code}/children',
  'organizations',
  'accounts',
  'quotas/{id}',
  'quotas/{id}/allocations',
  'applications',
  'trainees',
  'trainees/imports',
  'trainees/{id}/ledger',
  'audiences/preview',
  'audiences/{id}/members',
  'classes',
  'classes/{id}/sessions',
  'classes/{id}/venues',
  'classes/{id}/enrollments',
  'classes/{id}/call-ups',
  'classes/{id}/attendance',
  'classes/{id}/completions',
  'classes/{id}/certificates',
  'classes/{id}/schedule',
  'enrollments/{id}',
  'certificates/{number}',
  'statistics/{divisionCode}',
  'jobs/{id}',
  'audit',
].map((path) => `/api/v1/${path}`);
