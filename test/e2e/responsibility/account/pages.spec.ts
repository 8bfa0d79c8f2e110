import { systemActor } from '../../../../src/foundation/access/actor.js';
import { Database } from '../../../../src/foundation/database/database.js';
import { AccountService } from '../../../../src/responsibility/account/account.service.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { signIn, TestPerson } from '../../../support/sign-in.js';

const password = 'seven lamps over Wei river';
const html = { accept: 'text/html' };

describe('the pages of accounts', () => {
  let test: TestApp;
  let administrator: TestPerson;

  const get = (url: string, headers = {}) => test.fastify.inject({ url, headers: { ...html, ...headers } });
  const send = (url: string, fields: Record<string, string>, headers = {}) =>
    test.fastify.inject({
      method: 'POST',
      url,
      headers: { ...html, 'content-type': 'application/x-www-form-urlencoded', ...headers },
      payload: new URLSearchParams(fields).toString(),
    });

  beforeAll(async () => {
    test = await createTestApp();
    await test.app.get(AccountService, { strict: false }).createAccount(systemActor, {
      username: 'wang',
      name: '王小满',
      password,
      phone: '13800000008',
      assignments: [{ role: 'instructor' }],
    });
    administrator = await signIn(test, { role: 'administrator' });
  });

  afterAll(() => test.close());

  it.each(['password', 'sms', 'slip'])('show the way in by %s without script', async (way) => {
    const page = await get(`/sign-in?way=${way}`);
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('<form method="post" action="/sign-in"');
    expect(page.body).toContain(`name="way" value="${way}"`);
  });

  it('lead to the page that was asked for, and never off the site', async () => {
    const next = async (wanted: string) =>
      (await send('/sign-in', { way: 'password', next: wanted, username: 'wang', password })).headers
        .location;

    expect(await next('/account?tab=1')).toBe('/account?tab=1');
    for (const evil of [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      '/\t/evil.example',
      'javascript:1',
      '/sign-in',
    ])
      expect(await next(evil)).toBe('/');
  });

  it('show the form again when the password is wrong, without it', async () => {
    const page = await send('/sign-in', { way: 'password', username: 'wang', password: 'wrong-wrong-wrong' });
    expect(page.statusCode).toBe(422);
    expect(page.body).toContain('value="wang"');
    expect(page.body).not.toContain('wrong-wrong-wrong');
    expect(page.headers['set-cookie']).toBeUndefined();
  });

  it('send a code and take it, with the phone in no address', async () => {
    const sent = await send('/sign-in/code', { way: 'sms', phone: '138 0000 0008', next: '/account' });
    expect(sent.statusCode).toBe(200);
    expect(sent.body).toContain('name="code"');
    const row = await test.app
      .get(Database, { strict: false })
      .one<{ params: { code: string } }>(
        `select params from foundation.message where address = '13800000008'`,
      );
    const entered = await send('/sign-in', {
      way: 'sms',
      phone: '13800000008',
      code: row!.params.code,
      next: '/account',
    });
    expect([entered.statusCode, entered.headers.location]).toEqual([303, '/account']);
    const again = await send('/sign-in/code', { way: 'sms', phone: '13800000008' });
    expect(again.statusCode).toBe(429);
  });

  it('send whoever has a one-time password to choose one, from wherever they look', async () => {
    const accounts = test.app.get(AccountService, { strict: false });
    const { id } = await accounts.createAccount(systemActor, {
      username: 'fresh',
      name: '新人',
      assignments: [{ role: 'instructor' }],
    });
    const once = await accounts.giveOneTimePassword(systemActor, id);
    const entered = await send('/sign-in', { way: 'password', username: 'fresh', password: once });
    expect(entered.headers.location).toBe('/account/password');
    const cookie = String(entered.headers['set-cookie']).split(';')[0]!;
    const origin = { cookie, 'sec-fetch-site': 'same-origin' };
    const elsewhere = await get('/account', { cookie });
    expect(elsewhere.headers.location).toBe('/sign-in?next=%2Faccount');
    expect((await get('/sign-in?next=%2Faccount', { cookie })).headers.location).toBe('/account/password');
    expect((await get('/account/password', { cookie })).statusCode).toBe(200);
    const weak = await send('/account/password', { password: 'short' }, origin);
    expect(weak.statusCode).toBe(422);
    const chosen = await send('/account/password', { password: 'plough the western field' }, origin);
    expect(chosen.headers.location).toBe('/');
    expect((await get('/account', { cookie })).statusCode).toBe(200);
    const out = await send('/sign-out', {}, origin);
    expect(out.headers.location).toBe('/sign-in');
    expect((await get('/account', { cookie })).statusCode).toBe(303);
  });

  it('show the own account with roles and devices', async () => {
    const page = await get('/account', administrator.headers);
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('管理员');
  });

  it('let an administrator find, make, give roles to and shut out accounts', async () => {
    const { headers } = administrator;
    expect((await get('/accounts?text=王', headers)).body).toContain('王小满');
    expect((await get('/accounts/new', headers)).statusCode).toBe(200);
    const refused = await send('/accounts', { username: 'Zhao', name: '', role: 'supervisor' }, headers);
    expect(refused.statusCode).toBe(422);
    const made = await send(
      '/accounts',
      { username: 'Zhao', name: '赵白露', role: 'supervisor', division: '610000000000' },
      headers,
    );
    expect(made.statusCode).toBe(303);
    const url = String(made.headers.location);
    expect((await get(url, headers)).body).toContain('督导');
    const reset = await send(`${url}/one-time-password`, {}, headers);
    expect(reset.body).toMatch(/[2-9A-Z]{4}(-[2-9A-Z]{4}){3}/);
    expect((await get(url, headers)).body).not.toMatch(/[2-9A-Z]{4}(-[2-9A-Z]{4}){3}/);
    await send(`${url}/disablement`, {}, headers);
    expect((await get(url, headers)).body).toContain('已停用');
    const twice = await send(`${url}/assignments`, { role: 'supervisor', division: '610000000000' }, headers);
    expect(twice.statusCode).toBe(409);
  });

  it('print slips on paper with a QR code whose secret stays in the fragment', async () => {
    const database = test.app.get(Database, { strict: false });
    const trainee = await database.one<{ id: string }>(
      `insert into targeting.trainee (name, pinyin_key, pinyin_initials, citizen_id_sealed, citizen_id_hash,
         citizen_id_last_four, category, level, managing_division_id, division_id)
       select '周惊蛰', 'x', 'x', 'sealed', sha256('x'), '0001', 'villageOfficial', 'villageCadre', id, id
       from responsibility.division where code = '610102000000' returning id`,
    );
    const page = await send('/slips', { traineeIds: trainee!.id }, administrator.headers);
    expect(page.statusCode).toBe(200);
    expect(page.body).toMatch(/[2-9A-Z]{4} [2-9A-Z]{4}/);
    expect(page.body).toContain('src="data:image/png;base64,');
    expect(page.headers['cache-control']).toContain('no-store');
  });
});
