import { Secret, TOTP } from 'otpauth';
import { systemActor } from '../../../../src/foundation/access/actor.js';
import { Clock } from '../../../../src/foundation/clock/clock.js';
import { Database } from '../../../../src/foundation/database/database.js';
import { AccountService } from '../../../../src/responsibility/account/account.service.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { signIn } from '../../../support/sign-in.js';

const password = 'seven lamps over Wei river';
const minute = 60_000;
const own = '/api/v1/accounts/me/second-factor';

let test: TestApp;
let clock: Clock;
let database: Database;
let moved = 0;
let count = 0;

/** A later time step: no code is taken twice, so each needs one of its own. */
function later(milliseconds = minute): void {
  clock.shift((moved += milliseconds));
}

async function start(environment: Record<string, string> = {}): Promise<void> {
  test = await createTestApp(environment);
  clock = test.app.get(Clock, { strict: false });
  database = test.app.get(Database, { strict: false });
  moved = 0;
}

async function account(role: 'instructor' | 'administrator'): Promise<{ id: string; username: string }> {
  const username = `known${++count}`;
  const { id } = await test.app.get(AccountService, { strict: false }).createAccount(systemActor, {
    username,
    name: '已知',
    password,
    assignments: [{ role }],
  });
  return { id, username };
}

const enter = (payload: object) => test.fastify.inject({ method: 'POST', url: '/api/v1/sign-ins', payload });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const call = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, token: string, payload?: object) =>
  test.fastify.inject({ method, url, headers: bearer(token), ...(payload && { payload }) });
const codeOf = (secret: string) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clock.now().getTime() });

/** Signs an account in and turns its second factor on. */
async function enabled(role: 'instructor' | 'administrator' = 'instructor') {
  const { id, username } = await account(role);
  const { token } = (await enter({ username, password })).json<{ token: string }>();
  const begun = await call('POST', own, token, { password });
  const { secret } = begun.json<{ secret: string }>();
  const confirmed = await call('PUT', own, token, { code: codeOf(secret) });
  expect(confirmed.statusCode).toBe(200);
  const { recoveryCodes } = confirmed.json<{ recoveryCodes: string[] }>();
  later();
  return { id, username, token, secret, recoveryCodes };
}

async function ticketFor(username: string): Promise<string> {
  const half = await enter({ username, password });
  expect(half.statusCode).toBe(202);
  expect(half.headers['set-cookie']).toBeUndefined();
  expect(half.json()).not.toHaveProperty('token');
  return half.json<{ ticket: string }>().ticket;
}

afterEach(() => test.close());

describe('the second factor', () => {
  beforeEach(() => start());

  it('is set up with the password and a first code, and then asked for at every sign-in', async () => {
    const { id, username } = await account('instructor');
    const { token } = (await enter({ username, password })).json<{ token: string }>();
    const other = (await enter({ username, password })).json<{ token: string }>().token;
    expect((await call('POST', own, token, { password: 'wrong wrong' })).statusCode).toBe(422);
    const { secret, address } = (await call('POST', own, token, { password })).json<{
      secret: string;
      address: string;
    }>();
    expect(address).toContain(secret);
    expect((await enter({ username, password })).statusCode).toBe(201);
    expect((await call('PUT', own, token, { code: '000000' })).statusCode).toBe(422);
    expect((await call('PUT', own, token, { code: codeOf(secret) })).statusCode).toBe(200);
    expect((await call('GET', own, token)).json()).toMatchObject({ on: true, recoveryCodesLeft: 10 });
    expect((await call('GET', own, other)).statusCode).toBe(401);
    expect((await call('POST', own, token, { password })).statusCode).toBe(409);

    later();
    const ticket = await ticketFor(username);
    expect((await call('GET', own, ticket)).statusCode).toBe(401);
    expect((await enter({ ticket })).statusCode).toBe(202);
    expect((await enter({ ticket, secondFactorCode: '000000' })).statusCode).toBe(422);
    const opened = await enter({ ticket, secondFactorCode: codeOf(secret) });
    expect([opened.statusCode, opened.json<{ role: string }>().role]).toEqual([201, 'instructor']);
    later();
    expect((await enter({ username, password, secondFactorCode: codeOf(secret) })).statusCode).toBe(201);

    const entries = await database.query<{ action: string; by: string | null }>(
      `select action, after->>'by' as by from foundation.audit_entry
       where subject_id = $1 and action like any ('{account.secondFactor%,signIn.refuse}') order by id`,
      [id],
    );
    expect(entries).toEqual([
      { action: 'signIn.refuse', by: 'secondFactor' },
      { action: 'account.secondFactor.enable', by: null },
      { action: 'signIn.refuse', by: 'secondFactor' },
    ]);
  });

  it('takes no code twice, nor an older one, and only one of two at once', async () => {
    const { username, secret } = await enabled();
    const code = codeOf(secret);
    const ticket = await ticketFor(username);
    const both = await Promise.all([1, 2].map(() => enter({ ticket, secondFactorCode: code })));
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([201, 422]);
    const older = codeOf(secret);
    later();
    expect((await enter({ ticket, secondFactorCode: codeOf(secret) })).statusCode).toBe(201);
    expect((await enter({ ticket, secondFactorCode: older })).statusCode).toBe(422);
  });

  it('locks after five wrong codes, whatever the ticket, until somebody unlocks it', async () => {
    const { id, username, secret } = await enabled();
    for (let time = 0; time < 5; time++)
      expect((await enter({ username, password, secondFactorCode: '000000' })).statusCode).toBe(422);
    const right = await enter({ username, password, secondFactorCode: codeOf(secret) });
    expect([right.statusCode, right.json<{ code: string }>().code]).toEqual([
      429,
      'account.locked.secondFactor',
    ]);
    const administrator = await signIn(test, { role: 'administrator' });
    const row = await test.fastify.inject({ url: `/api/v1/accounts/${id}`, headers: administrator.headers });
    expect(row.json()).toMatchObject({ secondFactor: true, lockedUntil: expect.any(String) as string });
    await test.fastify.inject({
      method: 'DELETE',
      url: `/api/v1/accounts/${id}/lock`,
      headers: administrator.headers,
    });
    expect((await enter({ username, password, secondFactorCode: codeOf(secret) })).statusCode).toBe(201);
  });

  it('lets a recovery code in once, as it is typed', async () => {
    const { username, recoveryCodes, token } = await enabled();
    const [code = ''] = recoveryCodes;
    const typed = code.replace('-', ' ').toLowerCase();
    expect((await enter({ username, password, secondFactorCode: typed })).statusCode).toBe(201);
    expect((await enter({ username, password, secondFactorCode: code })).statusCode).toBe(422);
    expect((await call('GET', own, token)).json()).toMatchObject({ recoveryCodesLeft: 9 });
  });

  it('gives new recovery codes, and goes off, only for a code', async () => {
    const { username, recoveryCodes, secret, token } = await enabled();
    expect((await call('POST', `${own}/recovery-codes`, token, { code: '000000' })).statusCode).toBe(422);
    const renewed = await call('POST', `${own}/recovery-codes`, token, { code: codeOf(secret) });
    expect(renewed.json<{ recoveryCodes: string[] }>().recoveryCodes).toHaveLength(10);
    const old = { username, password, secondFactorCode: recoveryCodes[0] };
    expect((await enter(old)).statusCode).toBe(422);
    later();
    expect((await call('DELETE', own, token, { code: '000000' })).statusCode).toBe(422);
    expect((await call('DELETE', own, token, { code: codeOf(secret) })).statusCode).toBe(204);
    expect((await enter({ username, password })).statusCode).toBe(201);
  });

  it('is taken away by an administrator when the phone is lost, which ends the sign-ins', async () => {
    const { id, username, token } = await enabled();
    const administrator = await signIn(test, { role: 'administrator' });
    const reset = () =>
      test.fastify.inject({
        method: 'DELETE',
        url: `/api/v1/accounts/${id}/second-factor`,
        headers: administrator.headers,
      });
    expect((await reset()).statusCode).toBe(204);
    expect((await reset()).statusCode).toBe(404);
    expect((await call('GET', own, token)).statusCode).toBe(401);
    expect((await enter({ username, password })).statusCode).toBe(201);
  });

  it('accepts no ticket that is old, changed, or older than the password', async () => {
    const { id, username, secret } = await enabled();
    const ticket = await ticketFor(username);
    const changed = `${ticket.slice(0, -4)}AAAA`;
    expect((await enter({ ticket: changed, secondFactorCode: codeOf(secret) })).statusCode).toBe(401);
    later(11 * minute);
    expect((await enter({ ticket, secondFactorCode: codeOf(secret) })).statusCode).toBe(401);
    const fresh = await ticketFor(username);
    later();
    await test.app.get(AccountService, { strict: false }).giveOneTimePassword(systemActor, id);
    expect((await enter({ ticket: fresh, secondFactorCode: codeOf(secret) })).statusCode).toBe(401);
  });

  it('keeps neither secret nor recovery code where the database could tell them', async () => {
    const { secret, recoveryCodes } = await enabled();
    const rows = await database.query<{ text: string }>(
      `select f::text as text from responsibility.second_factor f
       union all select r::text from responsibility.recovery_code r
       union all select e::text from foundation.audit_entry e
       union all select k::text from foundation.idempotency_key k`,
    );
    const all = rows.map(({ text }) => text).join('\n');
    for (const hidden of [secret, ...recoveryCodes, ...recoveryCodes.map((code) => code.replace('-', ''))])
      expect(all).not.toContain(hidden);
  });

  it('is set up and asked for on pages without script', async () => {
    const { username } = await account('instructor');
    const { token } = (await enter({ username, password })).json<{ token: string }>();
    const send = (url: string, fields: Record<string, string>, headers = {}) =>
      test.fastify.inject({
        method: 'POST',
        url,
        headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded', ...headers },
        payload: new URLSearchParams(fields).toString(),
      });
    const begun = await send('/account/second-factor/secret', { password }, bearer(token));
    expect(begun.body).toContain('src="data:image/png');
    const secret = /id="authenticator-secret">([^<]+)</.exec(begun.body)![1]!.replaceAll(' ', '');
    const wrong = await send('/account/second-factor', { code: '000000' }, bearer(token));
    expect(wrong.statusCode).toBe(422);
    expect(wrong.body).not.toContain(secret);
    const confirmed = await send('/account/second-factor', { code: codeOf(secret) }, bearer(token));
    expect(confirmed.body.match(/<li><code>/g)).toHaveLength(10);
    later();

    const first = await send('/sign-in', { way: 'password', next: '/account?a=1', username, password });
    expect([first.statusCode, first.headers['set-cookie']]).toEqual([200, undefined]);
    const ticket = /name="ticket" value="([^"]+)"/.exec(first.body)![1]!;
    const step = { way: 'password', next: '/account?a=1', ticket };
    const refused = await send('/sign-in', { ...step, secondFactorCode: '000000' });
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('name="ticket"');
    const entered = await send('/sign-in', { ...step, secondFactorCode: codeOf(secret) });
    expect([entered.statusCode, entered.headers.location]).toEqual([303, '/account?a=1']);
    later(11 * minute);
    const late = await send('/sign-in', { ...step, secondFactorCode: codeOf(secret) });
    expect(late.body).toContain('name="password"');
    expect(late.body).not.toContain('name="ticket"');
  });
});

describe('an installation that requires it', () => {
  it('leaves an administrator nothing but setting it up', async () => {
    await start({ SECOND_FACTOR_REQUIRED: '1' });
    const { username } = await account('administrator');
    const { token } = (await enter({ username, password })).json<{ token: string }>();
    const closed = await call('GET', '/api/v1/accounts', token);
    expect([closed.statusCode, closed.json<{ code: string }>().code]).toEqual([
      403,
      'account.secondFactor.mustSetUp',
    ]);
    const page = await test.fastify.inject({
      url: '/sign-in?next=%2Faccounts',
      headers: { accept: 'text/html', cookie: `zhixing=${token}` },
    });
    expect(page.headers.location).toBe('/account/second-factor');
    const { secret } = (await call('POST', own, token, { password })).json<{ secret: string }>();
    expect((await call('PUT', own, token, { code: codeOf(secret) })).statusCode).toBe(200);
    expect((await call('GET', '/api/v1/accounts', token)).statusCode).toBe(200);
    later();
    expect((await call('DELETE', own, token, { code: codeOf(secret) })).statusCode).toBe(204);
    expect((await call('GET', '/api/v1/accounts', token)).statusCode).toBe(403);
  });

  it('asks nothing of other roles', async () => {
    await start({ SECOND_FACTOR_REQUIRED: '1' });
    const { username } = await account('instructor');
    const { token } = (await enter({ username, password })).json<{ token: string }>();
    expect((await call('GET', '/api/v1/sign-ins', token)).statusCode).toBe(200);
  });

  it('is one without the demonstration, unless it is told otherwise', async () => {
    await start();
    expect(test.configuration.secondFactorRequired).toBe(false);
    await test.close();
    await start({ DEMO: '0' });
    expect(test.configuration.secondFactorRequired).toBe(true);
    await test.close();
    await start({ DEMO: '0', SECOND_FACTOR_REQUIRED: '0' });
    expect(test.configuration.secondFactorRequired).toBe(false);
  });
});
