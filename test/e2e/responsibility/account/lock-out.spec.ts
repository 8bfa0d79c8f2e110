import { systemActor } from '../../../../src/foundation/access/actor.js';
import { Clock } from '../../../../src/foundation/clock/clock.js';
import { Database } from '../../../../src/foundation/database/database.js';
import { AccountService } from '../../../../src/responsibility/account/account.service.js';
import { FirstAdministratorService } from '../../../../src/responsibility/account/first-administrator.service.js';
import { SignInSweepProcessor } from '../../../../src/responsibility/account/sign-in-sweep.processor.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { signIn } from '../../../support/sign-in.js';

const password = 'seven lamps over Wei river';

describe('the lock-out', () => {
  let test: TestApp;
  let clock: Clock;
  let accountId: string;

  const enter = (username: string, tried: string) =>
    test.fastify.inject({ method: 'POST', url: '/api/v1/sign-ins', payload: { username, password: tried } });
  const statuses = async (username: string, tried: string, times: number) => {
    const answers = [];
    for (let time = 0; time < times; time++) answers.push((await enter(username, tried)).statusCode);
    return answers;
  };

  beforeAll(async () => {
    test = await createTestApp();
    clock = test.app.get(Clock, { strict: false });
    const account = await test.app.get(AccountService, { strict: false }).createAccount(systemActor, {
      username: 'known',
      name: '已知',
      password,
      assignments: [{ role: 'instructor' }],
    });
    accountId = account.id;
  });

  afterEach(async () => {
    clock.shift(0);
    await test.app.get(Database, { strict: false }).execute('delete from responsibility.sign_in_attempt');
  });

  afterAll(() => test.close());

  it('locks a name after five failures, known or not, even for the right password', async () => {
    for (const name of ['known', 'unknown'])
      expect(await statuses(name, 'wrong wrong wrong', 6)).toEqual([401, 401, 401, 401, 401, 429]);
    const locked = await enter('known', password);
    expect([locked.statusCode, locked.json<{ code: string }>().code]).toEqual([429, 'account.locked.name']);
    expect(Number(locked.headers['retry-after'])).toBeGreaterThan(50);
    const entries = await test.app
      .get(Database, { strict: false })
      .query(`select from foundation.audit_entry where action = 'signIn.lock' and subject_id = $1`, [
        accountId,
      ]);
    expect(entries).toHaveLength(1);
  });

  it('opens after its time, and doubles with the next failure', async () => {
    await statuses('known', 'wrong wrong wrong', 5);
    clock.shift(61_000);
    expect(await statuses('known', 'wrong wrong wrong', 2)).toEqual([401, 429]);
    clock.shift(61_000 + 61_000);
    expect(await statuses('known', password, 1)).toEqual([429]);
    clock.shift(61_000 + 121_000);
    expect(await statuses('known', password, 1)).toEqual([201]);
    expect(await statuses('known', 'wrong wrong wrong', 4)).toEqual([401, 401, 401, 401]);
  });

  it('lets no more than five guesses through at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => enter('known', 'wrong wrong wrong')));
    const counts = answers.map((answer) => answer.statusCode);
    expect(counts.filter((status) => status === 401)).toHaveLength(5);
    expect(counts.filter((status) => status === 429)).toHaveLength(15);
  });

  it('is lifted by an administrator, which is logged', async () => {
    await statuses('known', 'wrong wrong wrong', 5);
    const administrator = await signIn(test, { role: 'administrator' });
    const shown = await test.fastify.inject({
      url: `/api/v1/accounts/${accountId}`,
      headers: administrator.headers,
    });
    expect(shown.json<{ lockedUntil: string | null }>().lockedUntil).not.toBeNull();

    await test.fastify.inject({
      method: 'DELETE',
      url: `/api/v1/accounts/${accountId}/lock`,
      headers: administrator.headers,
    });
    expect(await statuses('known', password, 1)).toEqual([201]);
    const log = await test.app
      .get(Database, { strict: false })
      .query(`select from foundation.audit_entry where action = 'account.unlock' and account_id = $1`, [
        administrator.accountId,
      ]);
    expect(log).toHaveLength(1);
  });

  it('stops one address that tries a list of names', async () => {
    const answers = await Promise.all(
      Array.from({ length: 110 }, (_, index) => enter(`name${index}`, 'wrong wrong wrong')),
    );
    expect(answers.filter((answer) => answer.statusCode === 401)).toHaveLength(100);
    expect((await enter('known', password)).json<{ code: string }>().code).toBe('account.locked.address');
  });

  it('answers an unknown name after the same time as a wrong password', async () => {
    const database = test.app.get(Database, { strict: false });
    const times: Record<string, number[]> = { known: [], unknown: [] };
    for (let round = 0; round < 24; round++) {
      for (const name of round % 2 ? ['known', 'unknown'] : ['unknown', 'known']) {
        const start = performance.now();
        await enter(name, 'wrong wrong wrong');
        times[name]!.push(performance.now() - start);
        await database.execute('delete from responsibility.sign_in_attempt');
      }
    }
    // The quickest of each, since a busy machine only adds; without the hash an answer takes a tenth.
    const [known, unknown] = [Math.min(...times.known!), Math.min(...times.unknown!)];
    expect(Math.min(known, unknown)).toBeGreaterThan(0.5 * Math.max(known, unknown));
  });
});

describe('an installation that starts empty', () => {
  it('gets one administrator with a one-time password, renewed only while nobody replaced it', async () => {
    const test = await createTestApp();
    const administrator = test.app.get(FirstAdministratorService, { strict: false });
    const clock = test.app.get(Clock, { strict: false });
    const first = await administrator.appoint();
    const enter = (given: string) =>
      test.fastify.inject({
        method: 'POST',
        url: '/api/v1/sign-ins',
        payload: { username: 'admin', password: given },
      });

    expect(first?.username).toBe('admin');
    expect(await administrator.appoint()).toBeUndefined();
    clock.shift(8 * 24 * 3_600_000);
    const second = await administrator.appoint();
    expect((await enter(first!.password)).statusCode).toBe(401);
    const opened = await enter(second!.password);
    expect(opened.json()).toMatchObject({ role: 'administrator', mustChangePassword: true });
    await test.fastify.inject({
      method: 'PUT',
      url: '/api/v1/accounts/me/password',
      headers: { authorization: `Bearer ${opened.json<{ token: string }>().token}` },
      payload: { password },
    });
    clock.shift(30 * 24 * 3_600_000);
    expect(await administrator.appoint()).toBeUndefined();
    await test.close();
  });

  it('forgets old attempts, codes and sign-ins, and nothing else', async () => {
    const test = await createTestApp();
    const database = test.app.get(Database, { strict: false });
    const kept = await signIn(test, { role: 'administrator' });
    const gone = await signIn(test, { role: 'administrator' });
    await database.execute(
      `update responsibility.sign_in set ended_at = now() - interval '200 days' where account_id = $1`,
      [gone.accountId],
    );
    await database.execute(
      `insert into responsibility.sign_in_attempt (key, failures, changed_at)
       values (sha256('old'), 3, now() - interval '3 days'), (sha256('new'), 3, now())`,
    );

    const swept = await test.app.get(SignInSweepProcessor, { strict: false }).sweep();

    expect(swept).toEqual({ attempts: 1, codes: 0, signIns: 1 });
    const current = await test.fastify.inject({ url: '/api/v1/sign-ins/current', headers: kept.headers });
    expect(current.statusCode).toBe(200);
    await test.close();
  });
});
