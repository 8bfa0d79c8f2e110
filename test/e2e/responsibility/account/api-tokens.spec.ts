import { createTestApp, TestApp } from '../../../support/app.js';
import { query } from '../../../support/postgres-query.js';
import { places } from '../../../support/register.js';
import { signIn, TestPerson } from '../../../support/sign-in.js';

interface Wish {
  name?: string;
  scopes?: string[];
  assignmentId?: string;
  division?: string;
  expiresOn?: string;
  requestsPerMinute?: number;
}

describe('tokens of programs', () => {
  let test: TestApp;
  let city: TestPerson;
  let administrator: TestPerson;
  let made = 0;

  beforeAll(async () => {
    test = await createTestApp();
    city = await signIn(test, { role: 'coordinator', division: '610100000000' });
    administrator = await signIn(test, { role: 'administrator' });
  });

  afterAll(() => test.close());

  const dayFromNow = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

  async function roleOf(person: TestPerson): Promise<string> {
    const [row] = await query<{ id: string }>(
      test.database.url,
      `select id from responsibility.assignment where account_id = '${person.accountId}'`,
    );
    return row!.id;
  }

  async function ask(person: TestPerson, wish: Wish, account = 'me') {
    return test.fastify.inject({
      method: 'POST',
      url: `/api/v1/accounts/${account}/tokens`,
      headers: person.headers,
      payload: {
        name: `程序${++made}`,
        scopes: ['organizations:read'],
        assignmentId: await roleOf(person),
        expiresOn: dayFromNow(30),
        ...wish,
      },
    });
  }

  async function tokenOf(person: TestPerson, wish: Wish = {}, account?: string) {
    const answer = await ask(person, wish, account);
    expect(answer.statusCode).toBe(201);
    return answer.json<{ id: string; token: string }>();
  }

  const use = (token: string, url: string, method: 'GET' | 'POST' = 'GET', payload = {}) =>
    test.fastify.inject({
      method,
      url,
      headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
      ...(method === 'POST' && { payload }),
    });

  it('let a program do what its scopes name, as its role, and nothing else', async () => {
    const { token } = await tokenOf(city);
    expect((await use(token, '/api/v1/organizations')).statusCode).toBe(200);
    for (const [url, method] of [
      ['/api/v1/organizations', 'POST'],
      ['/api/v1/trainees', 'GET'],
      ['/api/v1/accounts', 'GET'],
      ['/api/v1/accounts/me/tokens', 'POST'],
      ['/organizations', 'GET'],
    ] as const) {
      const refused = await use(token, url, method);
      expect([url, refused.statusCode, refused.body]).toEqual([
        url,
        403,
        expect.stringContaining('account.token.scope'),
      ]);
    }
    const writer = await tokenOf(city, { scopes: ['organizations:write'] });
    const place = await query<{ id: string }>(
      test.database.url,
      `select id from responsibility.division where code = '${places.lantian}'`,
    );
    const unit = { name: '蓝田县教育局', kind: 'businessDepartment', divisionId: place[0]!.id };
    expect((await use(writer.token, '/api/v1/organizations', 'POST', unit)).statusCode).toBe(201);
    expect((await use(writer.token, '/api/v1/organizations')).statusCode).toBe(200);
    // The scope doesn't lend a role it hasn't.
    const supervisor = await signIn(test, { role: 'supervisor', division: '610100000000' });
    const weak = await tokenOf(supervisor, { scopes: ['organizations:write'] });
    expect((await use(weak.token, '/api/v1/organizations', 'POST', unit)).body).toContain('error.forbidden');
  });

  it('are kept as a hash, shown once, and listed with their last use', async () => {
    const { id, token } = await tokenOf(city, { name: '教务系统' });
    const answer = await ask(city, { name: '教务系统' });
    expect([answer.statusCode, answer.body]).toEqual([
      409,
      expect.stringContaining('account.token.nameTaken'),
    ]);
    await use(token, '/api/v1/organizations');
    const list = await test.fastify.inject({ url: '/api/v1/accounts/me/tokens', headers: city.headers });
    expect(list.body).not.toContain(token);
    const [found] = list.json<{ items: { id: string }[] }>().items.filter((item) => item.id === id);
    expect(found).toMatchObject({ name: '教务系统', live: true, lastUsedAt: expect.any(String) as string });
    const [row] = await query(
      test.database.url,
      `select t::text as text from responsibility.api_token t where id = '${id}'`,
    );
    expect(String(row?.text)).not.toContain(token.slice(4));
    const audit = await query(
      test.database.url,
      `select action, after::text from foundation.audit_entry where subject_id = '${id}'`,
    );
    expect(audit).toEqual([
      { action: 'apiToken.create', after: expect.stringContaining('教务系统') as string },
    ]);
    expect(String(audit[0]?.after)).not.toContain(token);
  });

  it('reach less than the role when they name a division, and never more', async () => {
    const { token } = await tokenOf(city, { scopes: ['trainees:read'], division: places.lantian });
    const whole = await tokenOf(city, { scopes: ['trainees:read'] });
    await query(
      test.database.url,
      `insert into targeting.trainee (name, pinyin_key, pinyin_initials, citizen_id_sealed, citizen_id_hash,
         citizen_id_last_four, category, level, managing_division_id, division_id)
       select 'T' || code, 't', 't', 'x', sha256(code::bytea), '0000', 'firstSecretary', 'staff', id, id
       from responsibility.division where code in ('${places.lantian}', '${places.zhouzhi}')`,
    );
    const names = async (program: string) =>
      (await use(program, '/api/v1/trainees'))
        .json<{ items: { name: string }[] }>()
        .items.map(({ name }) => name);
    expect(await names(token)).toEqual([`T${places.lantian}`]);
    expect((await names(whole.token)).sort()).toEqual([`T${places.lantian}`, `T${places.zhouzhi}`].sort());
    const beyond = await ask(city, { division: '610300000000' });
    expect([beyond.statusCode, beyond.body]).toEqual([
      422,
      expect.stringContaining('account.token.notBelow'),
    ]);
  });

  it.each<[string, Wish, string]>([
    ['a scope that is none', { scopes: ['accounts:write'] }, 'scopes'],
    ['no scope', { scopes: [] }, 'scopes'],
    ['an end that is past', { expiresOn: '2020-01-01' }, 'expiresOn'],
    ['an end beyond a year', { expiresOn: '2099-01-01' }, 'expiresOn'],
    ["another's role", { assignmentId: '00000000-0000-7000-8000-000000000000' }, 'assignmentId'],
    ['more requests than people may allow', { requestsPerMinute: 601 }, 'requestsPerMinute'],
  ])('are refused with %s', async (_, wish, field) => {
    const { statusCode, body } = await ask(city, wish);
    expect([statusCode, body]).toEqual([422, expect.stringContaining(`"field":"${field}"`)]);
  });

  it('are let in only so often a minute, each by its own limit', async () => {
    const slow = await tokenOf(city, { requestsPerMinute: 3 });
    const other = await tokenOf(city, { requestsPerMinute: 4 });
    const codes = [];
    for (let index = 0; index < 5; index += 1)
      codes.push((await use(slow.token, '/api/v1/organizations')).statusCode);
    expect(codes).toEqual([200, 200, 200, 429, 429]);
    const refused = await use(slow.token, '/api/v1/organizations');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    for (let index = 0; index < 4; index += 1)
      expect((await use(other.token, '/api/v1/organizations')).statusCode).toBe(200);
  });

  it('end when they are revoked, run out, or the account or its role ends', async () => {
    const person = await signIn(test, { role: 'coordinator', division: places.lantian });
    const works = async (token: string) => (await use(token, '/api/v1/organizations')).statusCode;
    const run = (change: string) => query(test.database.url, change);
    const revoked = await tokenOf(person);
    expect(await works(revoked.token)).toBe(200);
    const answer = await test.fastify.inject({
      method: 'DELETE',
      url: `/api/v1/accounts/me/tokens/${revoked.id}`,
      headers: person.headers,
    });
    expect([answer.statusCode, await works(revoked.token)]).toEqual([204, 401]);
    const expired = await tokenOf(person);
    await run(`update responsibility.api_token set expires_at = now() where id = '${expired.id}'`);
    expect(await works(expired.token)).toBe(401);
    const kept = await tokenOf(person);
    await run(`update responsibility.account set state = 'disabled' where id = '${person.accountId}'`);
    expect(await works(kept.token)).toBe(401);
    await run(`update responsibility.account set state = 'active' where id = '${person.accountId}'`);
    expect(await works(kept.token)).toBe(200);
    await run(
      `update responsibility.assignment set valid_from = current_date - 9, valid_to = current_date - 1 where account_id = '${person.accountId}'`,
    );
    expect(await works(kept.token)).toBe(401);
  });

  it("are made for another's account by an administrator alone, with a higher limit", async () => {
    const program = await signIn(test, { role: 'supervisor', division: places.lantian });
    const assignmentId = await roleOf(program);
    const wish = { assignmentId, requestsPerMinute: 6_000, scopes: ['statistics:read'] };
    expect((await ask(city, wish, program.accountId)).statusCode).toBe(403);
    const { id, token } = await tokenOf(administrator, wish, program.accountId);
    expect((await use(token, `/api/v1/statistics/${places.lantian}`)).statusCode).toBe(200);
    // Nobody revokes another's by naming it as an own one.
    const foreign = await test.fastify.inject({
      method: 'DELETE',
      url: `/api/v1/accounts/me/tokens/${id}`,
      headers: city.headers,
    });
    expect(foreign.statusCode).toBe(404);
  });

  it('have a page that shows a new one once, and takes it back', async () => {
    const form = new URLSearchParams([
      ['name', '页面程序'],
      ['assignmentId', await roleOf(city)],
      ['expiresOn', dayFromNow(10)],
      ['requestsPerMinute', '60'],
      ['division', '610100000000'],
      ['division', places.lantian],
      ['division', ''],
      ['scopes', 'organizations:read'],
      ['scopes', 'places:read'],
    ]);
    const send = (url: string, body: string) =>
      test.fastify.inject({
        method: 'POST',
        url,
        headers: {
          ...city.headers,
          'content-type': 'application/x-www-form-urlencoded',
          accept: 'text/html',
        },
        payload: body,
      });
    const next = await send('/account/tokens', `${form.toString()}&listNext=division`);
    expect(next.statusCode).toBe(200);
    expect(next.body).not.toContain('id="api-token"');
    expect(next.body).toContain('value="页面程序"');
    const { body } = await send('/account/tokens', form.toString());
    const token = /<code[^>]*id="api-token">(zxp_[\w-]{43})</.exec(body)?.[1];
    expect(token).toBeDefined();
    expect((await use(token!, '/api/v1/places')).statusCode).toBe(200);
    const page = await test.fastify.inject({ url: '/account/tokens', headers: city.headers });
    expect(page.body).not.toContain(token);
    expect(page.body).toContain('蓝田县');
    const id = /\/account\/tokens\/([\w-]+)\/revocation"[^]*?页面程序/.exec(page.body)?.[1];
    expect((await send(`/account/tokens/${id}/revocation`, '')).statusCode).toBe(303);
    expect((await use(token!, '/api/v1/places')).statusCode).toBe(401);
  });
});
