import pg from 'pg';
import { AuditChain } from '../../../../src/foundation/audit-chain/audit-chain.js';
import { AuditChainModule } from '../../../../src/foundation/audit-chain/audit-chain.module.js';
import { AuditSealer, entriesPerLink } from '../../../../src/foundation/audit-chain/audit-sealer.js';
import { Audit } from '../../../../src/foundation/audit/audit.js';
import { CryptoModule } from '../../../../src/foundation/crypto/crypto.module.js';
import { Database } from '../../../../src/foundation/database/database.js';
import { createFoundationApp, FoundationApp } from '../../../support/foundation-app.js';

let test: FoundationApp;
let database: Database;
let sealer: AuditSealer;
let chain: AuditChain;

beforeEach(async () => {
  test = await createFoundationApp({ modules: [CryptoModule, AuditChainModule] });
  database = test.database;
  sealer = test.app.get(AuditSealer, { strict: false });
  chain = test.app.get(AuditChain, { strict: false });
});

afterEach(() => test.close());

async function append(count: number): Promise<void> {
  await database.execute(
    `insert into foundation.audit_entry (action, subject_type, subject_id, after)
     select 'account.create', 'account', n::text, jsonb_build_object('name', '测试' || n) from generate_series(1, $1) n`,
    [count],
  );
}

/** What somebody does who owns the tables and is out to forge. */
async function tamper(statement: string): Promise<void> {
  await database.execute('alter table foundation.audit_entry disable trigger user');
  await database.execute('alter table foundation.audit_seal disable trigger user');
  await database.execute(statement);
}

async function sealedIds(): Promise<string[]> {
  const rows = await database.query<{ id: string }>(
    'select unnest(ids) as id from foundation.audit_seal order by number, id',
  );
  return rows.map(({ id }) => id);
}

/** A transaction on a connection of its own that has appended one entry and stays open. */
async function openTransaction(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: test.databaseUrl });
  await client.connect();
  await client.query('begin');
  await client.query(`insert into foundation.audit_entry (action, subject_type) values ('late', 'account')`);
  return client;
}

describe('the sealer', () => {
  it('chains every entry once, however often it runs', async () => {
    await append(entriesPerLink + 5);
    expect(await sealer.seal()).toBe(entriesPerLink + 5);
    expect(await sealer.seal()).toBe(0);
    await append(3);
    expect(await sealer.seal()).toBe(3);
    const links = await database.query<{ number: string; size: number }>(
      'select number, cardinality(ids) as size from foundation.audit_seal order by number',
    );
    expect(links).toEqual([
      { number: '1', size: entriesPerLink },
      { number: '2', size: 5 },
      { number: '3', size: 3 },
    ]);
    expect(await chain.violations()).toEqual([]);
    expect(await chain.head()).toMatchObject({ number: '3', lastId: String(entriesPerLink + 8) });
  });

  it('waits for a transaction that commits late, and keeps the order of ids', async () => {
    const early = await openTransaction();
    await append(2);
    expect(await sealer.seal()).toBe(0);
    await append(1);
    await early.query('commit');
    await early.end();
    await sealer.seal();
    await sealer.seal();
    expect(await sealedIds()).toEqual(['1', '2', '3', '4']);
    expect(await chain.violations()).toEqual([]);
  });

  it('goes on behind transactions that always overlap', async () => {
    let open = await openTransaction();
    for (let round = 0; round < 4; round++) {
      await sealer.seal();
      const next = await openTransaction();
      await open.query('commit');
      await open.end();
      open = next;
    }
    expect((await sealedIds()).length).toBeGreaterThanOrEqual(2);
    await open.query('rollback');
    await open.end();
    await sealer.seal();
    await sealer.seal();
    expect(await sealedIds()).toEqual(['1', '2', '3', '4']);
  });

  it('skips nothing while many write and several seal', async () => {
    const audit = test.app.get(Audit);
    const writers = Array.from({ length: 6 }, async (_, writer) => {
      for (let turn = 0; turn < 40; turn++)
        await database
          .transaction(async () => {
            await audit.record(undefined, { action: 'signIn.open', subjectType: 'signIn' });
            await new Promise((resolve) => setTimeout(resolve, Math.random() * 8));
            if (writer === 0 && turn % 3 === 0) throw new Error('rolled back');
          })
          .catch(() => undefined);
    });
    const work = { left: true };
    const sealing = [1, 2].map(async () => {
      while (work.left) await sealer.seal();
    });
    await Promise.all(writers);
    work.left = false;
    await Promise.all(sealing);
    await sealer.seal();
    await sealer.seal();
    const rows = await database.query<{ id: string }>('select id from foundation.audit_entry order by id');
    expect(rows).toHaveLength(226);
    expect(await sealedIds()).toEqual(rows.map(({ id }) => id));
    expect(await chain.violations()).toEqual([]);
  });
});

describe('the chain', () => {
  it.each([
    [
      'an entry that was changed',
      `update foundation.audit_entry set after = '{}' where id = 2`,
      { changed: ['2'] },
    ],
    [
      'another time',
      `update foundation.audit_entry set at = at + interval '1 us' where id = 2`,
      { changed: ['2'] },
    ],
    ['an entry that was removed', 'delete from foundation.audit_entry where id = 4', { removed: ['4'] }],
    [
      'an entry that was put in',
      `insert into foundation.audit_entry (id, action, subject_type) overriding system value values (0, 'x', 'y')`,
      { added: ['0'] },
    ],
    [
      'a link that was taken out',
      'delete from foundation.audit_seal where number = 1',
      { link: '1', reason: 'missing' },
    ],
    [
      'a link whose digests were made to fit',
      `update foundation.audit_seal set digests = sha256('x') || substr(digests, 33) where number = 2`,
      { link: '2', reason: 'forged' },
    ],
    [
      'a link that was sealed without the keys',
      `update foundation.audit_seal set hash = sha256(digests) where number = 2`,
      { link: '2', reason: 'forged' },
    ],
  ])('tells %s', async (_, statement, finding) => {
    await append(3);
    await sealer.seal();
    await append(2);
    await sealer.seal();
    expect(await chain.violations()).toEqual([]);
    await tamper(statement);
    expect(await chain.violations()).toEqual([expect.objectContaining(finding)]);
  });

  it('tells an entry that was put into a gap', async () => {
    await append(3);
    await (await rolledBack()).end();
    await append(2);
    await sealer.seal();
    await tamper(
      `insert into foundation.audit_entry (id, action, subject_type) overriding system value values (4, 'x', 'y')`,
    );
    expect(await chain.violations()).toEqual([
      { link: '1', reason: 'entries', changed: [], removed: [], added: ['4'] },
    ]);
  });
});

async function rolledBack(): Promise<pg.Client> {
  const client = await openTransaction();
  await client.query('rollback');
  return client;
}

describe('the database', () => {
  it.each(['audit_entry', 'audit_seal'])('only lets %s grow', async (table) => {
    await append(1);
    await sealer.seal();
    const column = table === 'audit_entry' ? 'action = action' : 'hash = hash';
    for (const statement of [
      `update foundation.${table} set ${column}`,
      `delete from foundation.${table}`,
      `truncate foundation.${table}`,
    ])
      await expect(database.execute(statement)).rejects.toThrow('append-only');
  });

  it('keeps no index of what is unsealed and no trigger on appending', async () => {
    const indexes = await database.query<{ indexname: string }>(
      `select indexname from pg_indexes where schemaname = 'foundation' and tablename = 'audit_entry' order by 1`,
    );
    expect(indexes.map(({ indexname }) => indexname)).toEqual([
      'audit_entry_account',
      'audit_entry_pkey',
      'audit_entry_subject',
    ]);
    expect(
      await database.query(
        `select from information_schema.triggers where event_object_table = 'audit_entry' and event_manipulation = 'INSERT'`,
      ),
    ).toEqual([]);
  });
});
