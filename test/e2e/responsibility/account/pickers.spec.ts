import { createTestApp, TestApp } from '../../../support/app.js';
import { query } from '../../../support/postgres-query.js';
import { signIn, TestPerson } from '../../../support/sign-in.js';

const county = '610722000000';

describe('pickers without script', () => {
  let test: TestApp;
  let administrator: TestPerson;
  let coordinator: TestPerson;

  beforeAll(async () => {
    test = await createTestApp();
    administrator = await signIn(test, { role: 'administrator' });
    coordinator = await signIn(test, { role: 'coordinator', division: county });
    // More units than a select takes; the one looked for comes last.
    await query(
      test.database.url,
      `insert into responsibility.organization (name, kind, division_id)
       select case n when 300 then '鼎末党校' else '示例单位' || lpad(n::text, 3, '0') end, 'partySchool', d.id
       from responsibility.division d, generate_series(1, 300) n where d.code = '${county}'`,
    );
  });

  afterAll(() => test.close());

  async function send(person: TestPerson, url: string, fields: [string, string][]) {
    return test.fastify.inject({
      method: 'POST',
      url,
      headers: {
        ...person.headers,
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'text/html',
      },
      payload: new URLSearchParams(fields).toString(),
    });
  }

  const count = async (table: string) =>
    (await query(test.database.url, `select count(*)::int as count from ${table}`))[0]?.count;

  it('find a unit beyond the first ones for an account, and keep what was typed', async () => {
    const typed: [string, string][] = [
      ['name', '新联络员'],
      ['username', 'contact300'],
      ['role', 'unitContact'],
      ['organizationIdText', '鼎末'],
    ];
    const fresh = await test.fastify.inject({ url: '/accounts/new', headers: administrator.headers });
    expect(fresh.body).not.toContain('鼎末党校');
    expect(fresh.body).toContain('name="organizationIdText"');
    const before = await count('responsibility.account');
    const found = await send(administrator, '/accounts', [...typed, ['find', 'organizationId']]);
    expect(found.statusCode).toBe(200);
    expect(found.body).not.toContain('error-summary');
    expect(found.body).toContain('value="新联络员"');
    expect(await count('responsibility.account')).toBe(before);
    const id = /<option value="([\w-]+)"[^>]*>鼎末党校/.exec(found.body)?.[1];
    const made = await send(administrator, '/accounts', [...typed, ['organizationId', id ?? '']]);
    expect(made.statusCode).toBe(303);
    expect(await count('responsibility.account')).toBe(Number(before) + 1);
    // What was chosen stays among the options, whatever is searched for next.
    const next = await send(administrator, '/accounts', [
      ...typed.with(3, ['organizationIdText', '示例']),
      ['organizationId', id ?? ''],
      ['find', 'organizationId'],
    ]);
    expect(next.body).toMatch(new RegExp(`<option value="${id}" selected>鼎末党校`));
  });

  it('find a unit beyond the first ones in the class wizard', async () => {
    const before = await count('integration.class');
    const { statusCode, body } = await send(coordinator, '/classes/new', [
      ['title', '示范培训班'],
      ['hostOrganizationIdText', '鼎末'],
      ['find', 'hostOrganizationId'],
    ]);
    expect(statusCode).toBe(200);
    expect(body).toContain('鼎末党校');
    expect(body).toContain('value="示范培训班"');
    expect(await count('integration.class')).toBe(before);
  });

  it.each([
    ['/accounts', 'division'],
    ['/organizations', 'division'],
    ['/places', 'division'],
  ])('go down the five levels of divisions on %s', async (url, name) => {
    const { statusCode, body } = await send(administrator, url, [
      [name, '610000000000'],
      [name, '610700000000'],
      [name, county],
      ['listNext', name],
    ]);
    expect(statusCode).toBe(200);
    expect(body).toMatch(/<select[^>]*data-division="4"[^]*?<option value="610722\d{6}"/);
    expect(body).not.toContain('error-summary');
  });

  it('go down the five levels of divisions for a trainee', async () => {
    const before = await count('targeting.trainee');
    const { statusCode, body } = await send(coordinator, '/trainees', [
      ['name', '张三'],
      ['managingDivision', county],
      ['listNext', 'managingDivision'],
    ]);
    expect(statusCode).toBe(200);
    expect(body).toMatch(/<select[^>]*data-division="4"[^]*?<option value="610722\d{6}"/);
    expect(await count('targeting.trainee')).toBe(before);
  });
});
