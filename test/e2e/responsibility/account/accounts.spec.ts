import { Clock } from '../../../../src/foundation/clock/clock.js';
import { maskPhone } from '../../../../src/foundation/text/phone.rules.js';
import { Database } from '../../../../src/foundation/database/database.js';
import { DivisionService } from '../../../../src/responsibility/division/division.service.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { signIn, TestPerson } from '../../../support/sign-in.js';

const province = '610000000000';
const county = '610102000000';
const otherCounty = '610103000000';
const city = '610100000000';

describe('managing accounts', () => {
  let test: TestApp;
  let administrator: TestPerson;
  let coordinator: TestPerson;
  const divisionId: Record<string, string> = {};
  let unitId: string;

  const request = (
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    person: TestPerson,
    url: string,
    payload?: object,
  ) => test.fastify.inject({ method, url, headers: person.headers, ...(payload ? { payload } : {}) });
  const accounts = '/api/v1/accounts';

  let count = 0;
  const create = async (person: TestPerson, ...assignments: object[]) =>
    request('POST', person, accounts, { username: `made${++count}`, name: '新账号', assignments });
  const created = async (...assignments: object[]) =>
    (await create(administrator, ...assignments)).json<{ id: string }>().id;

  beforeAll(async () => {
    test = await createTestApp();
    const divisions = test.app.get(DivisionService, { strict: false });
    for (const code of [province, city, county, otherCounty])
      divisionId[code] = (await divisions.byCode(code)).id;
    administrator = await signIn(test, { role: 'administrator' });
    coordinator = await signIn(test, { role: 'coordinator', division: county });
    const unit = await request('POST', administrator, '/api/v1/organizations', {
      name: '县农业农村局',
      kind: 'businessDepartment',
      divisionId: divisionId[county],
    });
    unitId = unit.json<{ id: string }>().id;
  });

  afterAll(() => test.close());

  it('lets a coordinator make contacts and supervisors in the own county, and nothing above', async () => {
    const answers = await Promise.all([
      create(coordinator, { role: 'unitContact', organizationId: unitId }),
      create(coordinator, { role: 'supervisor', divisionId: divisionId[county] }),
      create(coordinator, { role: 'administrator' }),
      create(coordinator, { role: 'coordinator', divisionId: divisionId[county] }),
      create(coordinator, { role: 'supervisor', divisionId: divisionId[city] }),
      create(coordinator, { role: 'supervisor', divisionId: divisionId[otherCounty] }),
      create(coordinator, { role: 'instructor' }),
      create(coordinator),
    ]);
    expect(answers.map((answer) => answer.statusCode)).toEqual([201, 201, 403, 403, 404, 404, 403, 422]);
  });

  it('shows a coordinator only accounts with a role in the own county', async () => {
    const near = await created({ role: 'unitContact', organizationId: unitId });
    const far = await created({ role: 'supervisor', divisionId: divisionId[otherCounty] });
    const list = await request('GET', coordinator, `${accounts}?limit=200`);
    const ids = list.json<{ items: { id: string }[] }>().items.map((account) => account.id);

    expect(ids).toContain(near);
    expect(ids).not.toContain(far);
    expect((await request('GET', coordinator, `${accounts}/${near}`)).statusCode).toBe(200);
    expect((await request('GET', coordinator, `${accounts}/${far}`)).statusCode).toBe(404);
    expect((await request('POST', coordinator, `${accounts}/${far}/one-time-passwords`)).statusCode).toBe(
      404,
    );
  });

  it('refuses a coordinator every hold on an account that also has a role above the own', async () => {
    const mixed = await created(
      { role: 'unitContact', organizationId: unitId },
      { role: 'coordinator', divisionId: divisionId[province] },
    );
    const url = `${accounts}/${mixed}`;
    const answers = await Promise.all([
      request('POST', coordinator, `${url}/one-time-passwords`),
      request('PUT', coordinator, `${url}/disablement`),
      request('PATCH', coordinator, url, { phone: '13800001111' }),
      request('DELETE', coordinator, `${url}/lock`),
    ]);
    expect(answers.map((answer) => answer.statusCode)).toEqual([403, 403, 403, 403]);
  });

  it('takes a role away on the next request, and falls back to another role that still holds', async () => {
    const person = await signIn(
      test,
      { role: 'supervisor', division: county },
      { role: 'unitContact', organizationId: unitId },
    );
    const role = async () => {
      const answer = await request('GET', person, '/api/v1/sign-ins/current');
      return answer.statusCode === 200 ? answer.json<{ role: string }>().role : answer.statusCode;
    };
    const { assignments } = (await request('GET', administrator, `${accounts}/${person.accountId}`)).json<{
      assignments: { id: string; role: string }[];
    }>();
    expect(await role()).toBe('supervisor');
    for (const [index, left] of ['unitContact', 401].entries()) {
      const url = `${accounts}/${person.accountId}/assignments/${assignments[index]!.id}`;
      expect((await request('DELETE', coordinator, url)).statusCode).toBe(204);
      expect(await role()).toBe(left);
    }
  });

  it('switches only to a role of the own account', async () => {
    const person = await signIn(test, { role: 'supervisor', division: county }, { role: 'instructor' });
    const current = '/api/v1/sign-ins/current';
    const own = (await request('GET', person, current)).json<{
      assignments: { id: string; role: string }[];
    }>();
    const others = (await request('GET', coordinator, current)).json<{ assignments: { id: string }[] }>();
    const instructor = own.assignments.find((assignment) => assignment.role === 'instructor')!;

    const stolen = await request('POST', person, `${current}/assignment`, {
      assignmentId: others.assignments[0]!.id,
    });
    expect(stolen.statusCode).toBe(404);
    await request('POST', person, `${current}/assignment`, { assignmentId: instructor.id });
    expect((await request('GET', person, current)).json()).toMatchObject({ role: 'instructor' });
  });

  it('shuts a disabled account out at once and lets it in again only by a new sign-in', async () => {
    const person = await signIn(test, { role: 'unitContact', organizationId: unitId });
    const url = `${accounts}/${person.accountId}/disablement`;
    expect((await request('PUT', coordinator, url)).statusCode).toBe(204);
    expect((await request('GET', person, '/api/v1/sign-ins/current')).statusCode).toBe(401);
    expect((await request('DELETE', coordinator, url)).statusCode).toBe(204);
    expect((await request('GET', person, '/api/v1/sign-ins/current')).statusCode).toBe(401);
  });

  it('keeps one administrator', async () => {
    const { assignments } = (
      await request('GET', administrator, `${accounts}/${administrator.accountId}`)
    ).json<{ assignments: { id: string }[] }>();
    const last = await request(
      'DELETE',
      administrator,
      `${accounts}/${administrator.accountId}/assignments/${assignments[0]!.id}`,
    );
    expect([last.statusCode, last.json<{ code: string }>().code]).toEqual([409, 'account.lastAdministrator']);
  });

  it('gives a one-time password that opens nothing but the choice of a new one, for seven days', async () => {
    const answer = await create(administrator, { role: 'unitContact', organizationId: unitId });
    const { id, username } = answer.json<{ id: string; username: string }>();
    const give = async () =>
      (await request('POST', administrator, `${accounts}/${id}/one-time-passwords`)).json<{
        password: string;
      }>().password;
    const enter = (password: string) =>
      test.fastify.inject({ method: 'POST', url: '/api/v1/sign-ins', payload: { username, password } });
    const password = await give();
    const opened = (await enter(password)).json<{ token: string; mustChangePassword: boolean }>();
    const person = { accountId: id, headers: { authorization: `Bearer ${opened.token}` } };

    expect(opened.mustChangePassword).toBe(true);
    const early = await request('GET', person, '/api/v1/organizations');
    expect([early.statusCode, early.json<{ code: string }>().code]).toEqual([
      403,
      'account.password.mustChange',
    ]);
    const change = (wanted: string) =>
      request('PUT', person, '/api/v1/accounts/me/password', { password: wanted });
    expect((await change(password)).statusCode).toBe(422);
    expect((await change('password1234')).statusCode).toBe(422);
    expect((await change('plough the western field')).statusCode).toBe(204);
    expect((await request('GET', person, '/api/v1/organizations')).statusCode).toBe(200);
    expect((await enter(password)).statusCode).toBe(401);
    expect((await enter('plough the western field')).statusCode).toBe(201);

    const clock = test.app.get(Clock, { strict: false });
    const late = await give();
    clock.shift(7 * 24 * 3_600_000 + 1000);
    expect((await enter(late)).statusCode).toBe(401);
    clock.shift(0);
    expect((await enter(late)).statusCode).toBe(201);
  });

  it('writes no password, code or token into the audit log or the idempotency keys', async () => {
    const id = await created({ role: 'unitContact', organizationId: unitId });
    const answer = await test.fastify.inject({
      method: 'POST',
      url: `${accounts}/${id}/one-time-passwords`,
      headers: { ...administrator.headers, 'idempotency-key': 'k1' },
    });
    const { password } = answer.json<{ password: string }>();
    const database = test.app.get(Database, { strict: false });
    const rows = await database.query<{ row: string }>(
      `select t::text as row from foundation.audit_entry t
       union all select t::text from foundation.idempotency_key t
       union all select t::text from responsibility.account t`,
    );
    expect(rows.filter(({ row }) => row.includes(password))).toEqual([]);
    const token = administrator.headers.authorization.slice('Bearer '.length);
    const signIns = await database.query<{ row: string }>(
      'select t::text as row from responsibility.sign_in t',
    );
    expect(signIns.filter(({ row }) => row.includes(token))).toEqual([]);
  });

  it('notes what a change made of what, and no whole phone number', async () => {
    const id = await created({ role: 'unitContact', organizationId: unitId });
    const change = async (wanted: object) => {
      expect((await request('PATCH', administrator, `${accounts}/${id}`, wanted)).statusCode).toBe(200);
      const [entry] = await test.app
        .get(Database, { strict: false })
        .query<{ before: object; after: object }>(
          `select before, after from foundation.audit_entry where action = 'account.change' and subject_id = $1
         order by id desc limit 1`,
          [id],
        );
      return entry;
    };
    const { name } = (await request('GET', administrator, `${accounts}/${id}`)).json<{ name: string }>();
    await change({ phone: '13900001111' });
    expect(await change({ name: '新名', phone: '13900002222', email: 'new@example.org' })).toEqual({
      before: { name, phone: maskPhone('13900001111'), email: null },
      after: {
        changed: ['name', 'phone', 'email'],
        name: '新名',
        phone: maskPhone('13900002222'),
        email: 'new@example.org',
      },
    });
    expect(await change({ name: '新名', phone: null })).toEqual({
      before: { phone: maskPhone('13900002222') },
      after: { changed: ['phone'], phone: null },
    });
  });

  it('says which field is taken', async () => {
    const first = await create(administrator, { role: 'instructor' });
    const again = await request('POST', administrator, accounts, {
      username: first.json<{ username: string }>().username.toUpperCase(),
      name: '重名',
    });
    expect([again.statusCode, again.json<{ errors: { field: string }[] }>().errors[0]?.field]).toEqual([
      409,
      'username',
    ]);
  });

  it('pages, filters and finds accounts', async () => {
    const first = (await request('GET', administrator, `${accounts}?limit=3`)).json<{
      items: { id: string }[];
      next: string;
    }>();
    const second = (await request('GET', administrator, `${accounts}?limit=3&cursor=${first.next}`)).json<{
      items: { id: string }[];
    }>();
    expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(6);

    const filtered = (
      await request('GET', administrator, `${accounts}?role=coordinator&division=${county}&limit=200`)
    ).json<{ items: { id: string; assignments: { role: string }[] }[] }>();
    expect(filtered.items.map(({ id }) => id)).toContain(coordinator.accountId);
    expect(
      filtered.items.every(({ assignments }) => assignments.some(({ role }) => role === 'coordinator')),
    ).toBe(true);
    const found = (
      await request('GET', administrator, `${accounts}?text=${encodeURIComponent("%' or 1=1")}`)
    ).json();
    expect(found).toEqual({ items: [] });
  });
});
