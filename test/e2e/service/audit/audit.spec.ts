import { systemActor } from '../../../../src/foundation/access/actor.js';
import { AuditSealer } from '../../../../src/foundation/audit-chain/audit-sealer.js';
import { Database } from '../../../../src/foundation/database/database.js';
import { AccountService } from '../../../../src/responsibility/account/account.service.js';
import { DivisionService } from '../../../../src/responsibility/division/division.service.js';
import { ConsistencyService } from '../../../../src/service/consistency/consistency.service.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { signIn, TestPerson } from '../../../support/sign-in.js';

interface Entry {
  id: string;
  action: string;
  subjectId: string | null;
  accountName: string | null;
  sealed: boolean;
}

let test: TestApp;
let administrator: TestPerson;
let coordinator: TestPerson;
let target: string;

beforeAll(async () => {
  test = await createTestApp();
  administrator = await signIn(test, { role: 'administrator' });
  coordinator = await signIn(test, { role: 'coordinator', division: '610723000000' });
  const division = await test.app.get(DivisionService, { strict: false }).byCode('610723000000');
  const account = await test.app.get(AccountService, { strict: false }).createAccount(systemActor, {
    username: 'target',
    name: '王㛃',
    assignments: [{ role: 'supervisor', divisionId: division.id }],
  });
  target = account.id;
  for (const method of ['PUT', 'DELETE'] as const)
    await test.fastify.inject({
      method,
      url: `/api/v1/accounts/${target}/disablement`,
      headers: (method === 'PUT' ? administrator : coordinator).headers,
    });
});

afterAll(() => test.close());

async function list(query: string): Promise<{ items: Entry[]; next?: string }> {
  const answer = await test.fastify.inject({ url: `/api/v1/audit${query}`, headers: administrator.headers });
  expect(answer.statusCode).toBe(200);
  return answer.json();
}

const actionsOf = async (query: string) => (await list(query)).items.map(({ action }) => action);

describe('the audit log', () => {
  it('is found by action, area, subject, person, division and day', async () => {
    expect(await actionsOf(`?subjectType=account&subjectId=${target}`)).toEqual([
      'account.enable',
      'account.disable',
      'account.assign',
      'account.create',
    ]);
    expect(await actionsOf(`?subjectId=${target}&action=account.disable`)).toEqual(['account.disable']);
    expect(await actionsOf('?action=accou')).toEqual([]);
    expect(new Set(await actionsOf('?action=signIn'))).toEqual(new Set(['signIn.open']));
    const { name } = await test.app
      .get(AccountService, { strict: false })
      .one(systemActor, coordinator.accountId);
    expect(await actionsOf(`?action=account&person=${encodeURIComponent(name)}`)).toEqual(['account.enable']);
    expect(await actionsOf('?action=account.enable&division=610700000000')).toEqual(['account.enable']);
    expect(await actionsOf('?action=account.enable&division=610100000000')).toEqual([]);
    expect(await actionsOf('?to=2020-01-01')).toEqual([]);
    expect((await list('?from=2020-01-01')).items.length).toBeGreaterThan(5);
  });

  it('pages from the newest to the oldest without gap or repetition', async () => {
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list(`?limit=3${cursor === undefined ? '' : `&cursor=${cursor}`}`);
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(ids).toEqual((await list('?limit=200')).items.map(({ id }) => id));
    const wrong = Buffer.from('["x"]').toString('base64url');
    const answer = await test.fastify.inject({
      url: `/api/v1/audit?cursor=${wrong}`,
      headers: administrator.headers,
    });
    expect(answer.statusCode).toBe(422);
  });

  it('says in words who did what to whom, and what is sealed', async () => {
    const page = async () =>
      (
        await test.fastify.inject({
          url: `/audit?subjectType=account&subjectId=${target}`,
          headers: { ...administrator.headers, accept: 'text/html' },
        })
      ).body;
    const before = await page();
    for (const word of ['停用账号', '启用账号', '授予角色', '王㛃', '洋县', '待封存'])
      expect(before).toContain(word);
    expect(before).not.toContain('已封存');
    const sealer = test.app.get(AuditSealer, { strict: false });
    await sealer.seal();
    const after = await page();
    expect(after).toContain('已封存');
    expect(after).not.toContain('待封存');
    const { seal } = (
      await test.fastify.inject({ url: '/api/v1/audit/seal', headers: administrator.headers })
    ).json<{ seal: { hash: string } }>();
    expect(after).toContain(seal.hash);
  });

  it('goes out as a workbook and as text, with the filter, and notes that it did', async () => {
    for (const format of ['xlsx', 'csv']) {
      const answer = await test.fastify.inject({
        url: `/api/v1/audit/export.${format}?subjectId=${target}`,
        headers: administrator.headers,
      });
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['cache-control']).toBe('no-store');
      if (format === 'csv') {
        expect(answer.body).toContain('停用账号');
        expect(answer.body).toContain('王㛃');
      }
    }
    expect((await actionsOf('?action=audit.export')).length).toBe(2);
  });

  it('is an administrator’s alone', async () => {
    for (const url of ['/audit', '/api/v1/audit', '/api/v1/audit/export.csv', '/api/v1/audit/seal'])
      expect((await test.fastify.inject({ url, headers: coordinator.headers })).statusCode).toBe(403);
  });

  it('is checked with the other invariants', async () => {
    const consistency = test.app.get(ConsistencyService, { strict: false });
    const found = async () =>
      (await consistency.check()).find(({ name }) => name === 'audit.chainIsUnbroken')?.violations;
    expect(await found()).toEqual([]);
    const database = test.app.get(Database, { strict: false });
    await database.execute('alter table foundation.audit_entry disable trigger user');
    await database.execute(
      `delete from foundation.audit_entry where action = 'account.disable' and subject_id = $1`,
      [target],
    );
    expect(await found()).toEqual([expect.objectContaining({ link: '1', reason: 'entries' })]);
  });
});
