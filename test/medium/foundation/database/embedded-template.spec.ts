import pg from 'pg';
import { createTestDatabase, emptyTemplate, type TestDatabase } from '../../../support/postgres.js';

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

describe('createTestDatabase', () => {
  const made: TestDatabase[] = [];
  afterAll(() => Promise.all(made.map((database) => database.drop())));

  it('hands out databases that do not see each other', async () => {
    const [first, second] = await Promise.all([
      createTestDatabase(emptyTemplate),
      createTestDatabase(emptyTemplate),
    ]);
    made.push(first, second);
    await query(first.url, 'create table only_here (id int)');
    expect(await query(second.url, `select to_regclass('only_here') as found`)).toEqual([{ found: null }]);
  });

  it('prepares a template once, however many ask at the same time', async () => {
    let prepared = 0;
    const template = {
      name: 'counted',
      prepare: async (url: string) => {
        prepared++;
        await query(url, 'create table prepared as select 1 as mark');
      },
    };
    const databases = await Promise.all([1, 2, 3, 4].map(() => createTestDatabase(template)));
    made.push(...databases);
    expect(prepared).toBe(1);
    for (const { url } of databases)
      expect(await query(url, 'select mark from prepared')).toEqual([{ mark: 1 }]);
  });

  it('comes with the newest schema unless told otherwise', async () => {
    const database = await createTestDatabase();
    made.push(database);
    const rows = await query(database.url, 'select count(*)::int as migrations from migration');
    expect(rows[0]?.migrations).toBeGreaterThan(0);
  });

  it('drops a database that is still in use', async () => {
    const database = await createTestDatabase(emptyTemplate);
    const client = new pg.Client({ connectionString: database.url });
    client.on('error', () => undefined);
    await client.connect();
    await database.drop();
    await expect(query(database.url, 'select 1')).rejects.toThrow('does not exist');
    await client.end().catch(() => undefined);
  });
});
