import { systemActor } from '../../../../src/foundation/access/actor.js';
import { Clock } from '../../../../src/foundation/clock/clock.js';
import { Database } from '../../../../src/foundation/database/database.js';
import { AccountService } from '../../../../src/responsibility/account/account.service.js';
import { Person } from '../../../../src/responsibility/account/person-directory.port.js';
import { DivisionService } from '../../../../src/responsibility/division/division.service.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { signIn } from '../../../support/sign-in.js';

const countyCode = '610102000000';
const otherCountyCode = '610103000000';

interface RegisterPerson extends Person {
  lastFour: string;
}

describe('signing in without a clerk', () => {
  let test: TestApp;
  let database: Database;
  let clock: Clock;
  let count = 0;

  async function addPerson(
    name: string,
    phone: string | null,
    division = countyCode,
  ): Promise<RegisterPerson> {
    const { id: divisionId } = await test.app.get(DivisionService, { strict: false }).byCode(division);
    const lastFour = String(1000 + count++);
    const row = await database.one<{ id: string }>(
      `insert into targeting.trainee (name, pinyin_key, pinyin_initials, citizen_id_sealed, citizen_id_hash,
         citizen_id_last_four, phone, category, level, managing_division_id, division_id)
       values ($1, 'x', 'x', 'sealed', sha256(convert_to($2, 'UTF8')), $2, $3, 'villageOfficial', 'villageCadre', $4, $4)
       returning id`,
      [name, lastFour, phone, divisionId],
    );
    const person = { traineeId: row!.id, name, phone, divisionId, organizationId: null, lastFour };
    return person;
  }

  async function lastCode(phone: string): Promise<string | undefined> {
    const row = await database.one<{ params: { code: string } }>(
      `select params from foundation.message where channel = 'sms' and address = $1 order by id desc limit 1`,
      [phone],
    );
    return row?.params.code;
  }

  const post = (url: string, payload: object, headers = {}) =>
    test.fastify.inject({ method: 'POST', url, payload, headers });
  const ask = (phone: string) => post('/api/v1/sign-in-codes', { phone });
  const enter = (payload: object) => post('/api/v1/sign-ins', payload);

  beforeAll(async () => {
    test = await createTestApp();
    database = test.app.get(Database, { strict: false });
    clock = test.app.get(Clock, { strict: false });
  });

  afterEach(async () => {
    clock.shift(0);
    await database.execute('delete from responsibility.sign_in_attempt');
  });

  afterAll(() => test.close());

  it('makes the account of a register person at the first sign-in, and finds it at the second', async () => {
    const person = await addPerson('王小满', '13800000001');
    await ask('138 0000 0001');
    const code = await lastCode('13800000001');
    const first = await enter({ phone: '+86 138-0000-0001', code, ownDevice: true });

    expect(first.statusCode).toBe(201);
    expect(first.json()).toMatchObject({ role: 'trainee', mustChangePassword: false });
    expect(first.headers['set-cookie']).toContain('Max-Age=7776000');
    const headers = { authorization: `Bearer ${first.json<{ token: string }>().token}` };
    const current = await test.fastify.inject({ url: '/api/v1/sign-ins/current', headers });
    expect(current.json()).toMatchObject({ name: '王小满', traineeId: person.traineeId });

    clock.shift(61_000);
    await ask('13800000001');
    const second = await enter({ phone: '13800000001', code: await lastCode('13800000001') });
    const again = await test.fastify.inject({
      url: '/api/v1/sign-ins/current',
      headers: { authorization: `Bearer ${second.json<{ token: string }>().token}` },
    });
    expect(again.json<{ accountId: string }>().accountId).toBe(
      current.json<{ accountId: string }>().accountId,
    );
  });

  it('answers an unknown phone like a known one, but sends nothing', async () => {
    await addPerson('李谷雨', '13800000002');
    const [known, unknown] = [await ask('13800000002'), await ask('13900000099')];

    expect([unknown.statusCode, unknown.body]).toEqual([known.statusCode, known.body]);
    expect(known.statusCode).toBe(202);
    expect(await lastCode('13800000002')).toMatch(/^\d{6}$/);
    expect(await lastCode('13900000099')).toBeUndefined();
    const again = [await ask('13800000002'), await ask('13900000099')];
    expect(again.map((answer) => answer.statusCode)).toEqual([429, 429]);
  });

  it('takes a code once, within five minutes, and five times wrong at most', async () => {
    await addPerson('赵白露', '13800000003');
    await ask('13800000003');
    const code = await lastCode('13800000003');
    const tries = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        enter({
          phone: '13800000003',
          code: String((Number(code) + index + 1) % 1_000_000).padStart(6, '0'),
        }),
      ),
    );
    expect(new Set(tries.map((answer) => answer.statusCode))).toEqual(new Set([401]));
    expect((await enter({ phone: '13800000003', code })).statusCode).toBe(401);

    clock.shift(61_000);
    await ask('13800000003');
    const fresh = await lastCode('13800000003');
    clock.shift(61_000 + 5 * 60_000 + 1);
    expect((await enter({ phone: '13800000003', code: fresh })).statusCode).toBe(401);
    clock.shift(70_000);
    const both = await Promise.all([1, 2].map(() => enter({ phone: '13800000003', code: fresh })));
    expect(both.map((answer) => answer.statusCode).sort()).toEqual([201, 401]);
  });

  it('keeps codes only as hashes', async () => {
    await addPerson('钱立冬', '13800000004');
    await ask('13800000004');
    const rows = await database.query<{ code_hash: string }>(
      `select code_hash from responsibility.sign_in_code where phone = '13800000004'`,
    );
    expect(rows.map((row) => row.code_hash)).toEqual([expect.stringMatching(/^\$argon2id\$/)]);
  });

  it('asks people who share a phone for the end of the citizen ID, without using up the code', async () => {
    const [elder, younger] = [
      await addPerson('孙大暑', '13800000005'),
      await addPerson('孙小暑', '13800000005'),
    ];
    await ask('13800000005');
    const code = await lastCode('13800000005');

    const unclear = await enter({ phone: '13800000005', code });
    expect([unclear.statusCode, unclear.json<{ code: string }>().code]).toEqual([
      422,
      'account.lastFour.needed',
    ]);
    const wrong = await enter({ phone: '13800000005', code, citizenIdLastFour: '9999' });
    expect(wrong.statusCode).toBe(401);
    const clear = await enter({ phone: '13800000005', code, citizenIdLastFour: younger.lastFour });
    const current = await test.fastify.inject({
      url: '/api/v1/sign-ins/current',
      headers: { authorization: `Bearer ${clear.json<{ token: string }>().token}` },
    });
    expect(current.json()).toMatchObject({ name: '孙小暑' });
    expect(younger.traineeId).not.toBe(elder.traineeId);
  });

  it('lets a printed slip in once; a newer one voids it; the code is nowhere in the database', async () => {
    const person = await addPerson('周惊蛰', null);
    const contact = await signIn(test, { role: 'coordinator', division: countyCode });
    const print = async () => {
      const answer = await post('/api/v1/slips', { traineeIds: [person.traineeId] }, contact.headers);
      return answer.json<{ items: { code: string }[] }>().items[0]!.code;
    };
    const [void_, code] = [await print(), await print()];

    expect(code).toMatch(/^[2-9A-HJ-NP-TV-Z]{8}$/);
    expect((await enter({ slip: void_ })).statusCode).toBe(401);
    const typed = `${code.slice(0, 4).toLowerCase()} - ${code.slice(4)}`;
    const both = await Promise.all([1, 2].map(() => enter({ slip: typed })));
    expect(both.map((answer) => answer.statusCode).sort()).toEqual([201, 401]);
    const kept = await database.query<{ row: string }>(
      `select c::text as row from responsibility.sign_in_code c
       union all select e::text from foundation.audit_entry e`,
    );
    expect(kept.filter(({ row }) => row.includes(code))).toEqual([]);
  });

  it('prints no slip for people of another county, nor for one who holds a higher role too', async () => {
    const elsewhere = await addPerson('吴处暑', null, otherCountyCode);
    const leader = await addPerson('郑夏至', null);
    const contact = await signIn(test, { role: 'coordinator', division: countyCode });
    await signIn(test, { role: 'trainee', traineeId: leader.traineeId }, { role: 'administrator' });

    const slip = (traineeId: string) => post('/api/v1/slips', { traineeIds: [traineeId] }, contact.headers);
    expect((await slip(elsewhere.traineeId)).statusCode).toBe(404);
    expect((await slip(leader.traineeId)).statusCode).toBe(403);
  });

  it('binds a phone only with the code sent to it', async () => {
    const person = await signIn(test, { role: 'instructor' });
    await test.app.get(AccountService, { strict: false }).createAccount(systemActor, {
      name: '占用',
      phone: '13700000001',
      assignments: [],
    });
    const bind = (phone: string, code: string | undefined) =>
      test.fastify.inject({
        method: 'PUT',
        url: '/api/v1/accounts/me/phone',
        headers: person.headers,
        payload: { phone, code },
      });
    for (const phone of ['13700000001', '13700000002'])
      await post('/api/v1/accounts/me/phone-codes', { phone }, person.headers);

    expect((await bind('13700000001', await lastCode('13700000001'))).statusCode).toBe(409);
    expect((await bind('13700000002', await lastCode('13700000001'))).statusCode).toBe(422);
    expect((await bind('13700000002', await lastCode('13700000002'))).statusCode).toBe(204);
    const own = await test.fastify.inject({ url: '/api/v1/accounts/me', headers: person.headers });
    expect(own.json()).toMatchObject({ phone: '13700000002' });
  });
});
