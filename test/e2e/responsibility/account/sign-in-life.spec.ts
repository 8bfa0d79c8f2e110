import { systemActor } from '../../../../src/foundation/access/actor.js';
import { Clock } from '../../../../src/foundation/clock/clock.js';
import { AccountService } from '../../../../src/responsibility/account/account.service.js';
import { createTestApp, TestApp } from '../../../support/app.js';

const password = 'Seven lamps over Wei river';
const hour = 3_600_000;
const day = 24 * hour;

let test: TestApp;
let clock: Clock;

async function start(environment: Record<string, string> = {}): Promise<void> {
  test = await createTestApp(environment);
  clock = test.app.get(Clock, { strict: false });
  await test.app.get(AccountService, { strict: false }).createAccount(systemActor, {
    username: 'known',
    name: '已知',
    password,
    assignments: [{ role: 'instructor' }],
  });
}

afterEach(() => test.close());

async function enter(more: object = {}, headers: Record<string, string> = {}): Promise<string> {
  const answer = await test.fastify.inject({
    method: 'POST',
    url: '/api/v1/sign-ins',
    headers,
    payload: { username: 'known', password, ...more },
  });
  return answer.json<{ token: string }>().token;
}

const status = async (token: string, url = '/api/v1/sign-ins/current') =>
  (await test.fastify.inject({ url, headers: { authorization: `Bearer ${token}` } })).statusCode;

describe('the life of a sign-in', () => {
  beforeEach(() => start());

  it('has a new secret each time, and ends the one the browser brought along', async () => {
    const first = await enter();
    const second = await enter({}, { cookie: `zhixing=${first}`, 'sec-fetch-site': 'same-origin' });
    expect(second).not.toBe(first);
    expect([await status(first), await status(second)]).toEqual([401, 200]);
  });

  it('ends after a day however busy, on an own device after ninety', async () => {
    const desk = await enter();
    const phone = await enter({ ownDevice: true });
    for (let passed = 7 * hour; passed < day; passed += 7 * hour) {
      clock.shift(passed);
      expect(await status(desk)).toBe(200);
    }
    clock.shift(day + 1000);
    expect(await status(desk)).toBe(401);
    for (let passed = 25 * day; passed < 90 * day; passed += 25 * day) {
      clock.shift(passed);
      expect(await status(phone)).toBe(200);
    }
    clock.shift(90 * day + 1000);
    expect(await status(phone)).toBe(401);
  });

  it('ends everywhere at once when its owner says so', async () => {
    const [one, other] = [await enter(), await enter({ ownDevice: true })];
    const answer = await test.fastify.inject({
      method: 'DELETE',
      url: '/api/v1/sign-ins',
      headers: { authorization: `Bearer ${one}` },
    });
    expect(answer.statusCode).toBe(204);
    expect([await status(one), await status(other)]).toEqual([401, 401]);
  });
});

describe('a password of limited age', () => {
  it('must be replaced by another before anything else', async () => {
    await start({ PASSWORD_DAYS: '90', PASSWORD_MIXED: '1' });
    clock.shift(89 * day);
    expect(await status(await enter(), '/api/v1/sign-ins')).toBe(200);
    clock.shift(90 * day + 1000);
    const token = await enter();
    expect(await status(token, '/api/v1/messages')).toBe(403);
    const page = await test.fastify.inject({
      url: '/sign-in',
      headers: { accept: 'text/html', cookie: `zhixing=${token}` },
    });
    expect(page.headers.location).toBe('/account/password');
    const change = async (wanted: string) =>
      (
        await test.fastify.inject({
          method: 'PUT',
          url: '/api/v1/accounts/me/password',
          headers: { authorization: `Bearer ${token}` },
          payload: { current: password, password: wanted },
        })
      ).statusCode;
    expect(await change(password)).toBe(422);
    expect(await change('nine lamps over the river')).toBe(422);
    expect(await change('Nine lamps over the river')).toBe(204);
    expect(await status(token, '/api/v1/messages')).toBe(200);
  });
});
