import { systemActor } from '../../../../src/foundation/access/actor.js';
import { AccountService } from '../../../../src/responsibility/account/account.service.js';
import { createTestApp, TestApp } from '../../../support/app.js';

const credentials = { username: 'known', password: 'seven lamps over Wei river' };

describe('a sign-in that another site sends', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp();
    await test.app.get(AccountService, { strict: false }).createAccount(systemActor, {
      ...credentials,
      name: '已知',
      assignments: [{ role: 'instructor' }],
    });
  });

  afterAll(() => test.close());

  const form = (headers: Record<string, string>) =>
    test.fastify.inject({
      method: 'POST',
      url: '/sign-in',
      headers: { host: 'zhixing.test', 'content-type': 'application/x-www-form-urlencoded', ...headers },
      payload: new URLSearchParams({ way: 'password', next: '/', ...credentials }).toString(),
    });
  const json = (headers: Record<string, string>) =>
    test.fastify.inject({
      method: 'POST',
      url: '/api/v1/sign-ins',
      headers: { host: 'zhixing.test', ...headers },
      payload: credentials,
    });

  it.each([
    { origin: 'https://elsewhere.test' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'http://zhixing.test', 'sec-fetch-site': 'cross-site' },
    { origin: 'http://zhixing.test.elsewhere.test' },
  ])('is refused without a cookie too: %j', async (headers) => {
    for (const answer of [await form(headers), await json(headers)]) {
      expect(answer.statusCode).toBe(403);
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
  });

  it.each([{ origin: 'http://zhixing.test' }, { 'sec-fetch-site': 'same-origin' }])(
    'is let in from a page of this site: %j',
    async (headers) => {
      expect((await form(headers as never)).statusCode).toBe(303);
      expect((await json(headers as never)).statusCode).toBe(201);
    },
  );

  it('is let in from a program, which names no origin', async () => {
    expect((await json({})).statusCode).toBe(201);
  });

  it('is refused on a cookie without an origin', async () => {
    expect((await json({ cookie: 'zhixing=x' })).statusCode).toBe(403);
  });
});
