import { systemActor } from '../../../../src/foundation/access/actor.js';
import { Clock } from '../../../../src/foundation/clock/clock.js';
import { AccountService } from '../../../../src/responsibility/account/account.service.js';
import { createTestApp, TestApp } from '../../../support/app.js';

const password = 'seven lamps over Wei river';

describe('signing in by password', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp();
    await test.app.get(AccountService, { strict: false }).createAccount(systemActor, {
      username: 'admin',
      name: '管理员',
      password,
      assignments: [{ role: 'administrator' }],
    });
  });

  afterAll(() => test.close());

  it('gives a cookie for browsers and the same token for programs', async () => {
    const answer = await test.fastify.inject({
      method: 'POST',
      url: '/api/v1/sign-ins',
      payload: { username: 'Admin', password },
    });

    expect(answer.statusCode).toBe(201);
    const { token } = answer.json<{ token: string }>();
    expect(answer.headers['set-cookie']).toBe(`zhixing=${token}; Path=/; HttpOnly; SameSite=Lax`);
    expect(answer.headers['cache-control']).toBe('no-store');
    for (const headers of [{ authorization: `Bearer ${token}` }, { cookie: `zhixing=${token}` }]) {
      const current = await test.fastify.inject({ url: '/api/v1/sign-ins/current', headers });
      expect(current.json()).toMatchObject({ name: '管理员', role: 'administrator' });
    }
  });

  it('answers a wrong password and an unknown name alike', async () => {
    const answers = await Promise.all(
      ['admin', 'nobody'].map((username) =>
        test.fastify.inject({
          method: 'POST',
          url: '/api/v1/sign-ins',
          payload: { username, password: 'not the password' },
        }),
      ),
    );

    const [wrong, unknown] = answers.map((answer) => {
      const { requestId: _, ...problem } = answer.json<Record<string, unknown>>();
      return { status: answer.statusCode, problem };
    });
    expect(wrong).toEqual(unknown);
    expect(wrong).toMatchObject({ status: 401, problem: { code: 'account.refused' } });
  });

  it('does not let the cookie act beside an authorization header', async () => {
    const { token } = (
      await test.fastify.inject({
        method: 'POST',
        url: '/api/v1/sign-ins',
        payload: { username: 'admin', password },
      })
    ).json<{ token: string }>();

    const answer = await test.fastify.inject({
      url: '/api/v1/sign-ins/current',
      headers: { cookie: `zhixing=${token}`, authorization: 'Bearer nonsense' },
    });

    expect(answer.statusCode).toBe(401);
  });

  it('forgets a sign-in that was signed out, and one that sat idle for eight hours', async () => {
    const signIn = async () =>
      (
        await test.fastify.inject({
          method: 'POST',
          url: '/api/v1/sign-ins',
          payload: { username: 'admin', password },
        })
      ).json<{ token: string }>().token;
    const status = async (token: string) =>
      (
        await test.fastify.inject({
          url: '/api/v1/sign-ins/current',
          headers: { authorization: `Bearer ${token}` },
        })
      ).statusCode;
    const [first, second] = [await signIn(), await signIn()];

    await test.fastify.inject({
      method: 'DELETE',
      url: '/api/v1/sign-ins/current',
      headers: { authorization: `Bearer ${first}` },
    });
    expect([await status(first), await status(second)]).toEqual([401, 200]);

    const clock = test.app.get(Clock, { strict: false });
    clock.shift(8 * 3_600_000 + 1000);
    expect(await status(second)).toBe(401);
    clock.shift(0);
  });
});
