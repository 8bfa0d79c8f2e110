import { migrate, revertLast } from '../../../../src/foundation/database/migrate.js';
import { createTestDatabase, emptyTemplate, TestDatabase } from '../../../support/postgres.js';
import { query } from '../../../support/postgres-query.js';

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase(emptyTemplate);
});

afterEach(() => database.drop());

/** Every table, column, constraint, index, function and trigger of our schemas, as text that can be compared. */
async function shape(url: string): Promise<string[]> {
  const rows = await query<{ line: string }>(
    url,
    `with ours as (select oid, nspname from pg_namespace
       where nspname in ('foundation', 'responsibility', 'targeting', 'integration', 'practice', 'service'))
     select format('column %s.%s.%s %s %s', table_schema, table_name, column_name, data_type, column_default) as line
       from information_schema.columns where table_schema in (select nspname from ours)
     union all select format('constraint %s %s', conrelid::regclass, pg_get_constraintdef(oid)) from pg_constraint
       where connamespace in (select oid from ours)
     union all select indexdef from pg_indexes where schemaname in (select nspname from ours)
     union all select format('function %s %s', oid::regprocedure, md5(prosrc)) from pg_proc
       where pronamespace in (select oid from ours)
     union all select format('trigger %s', pg_get_triggerdef(oid)) from pg_trigger
       where not tgisinternal and tgrelid in (select oid from pg_class where relnamespace in (select oid from ours))
     order by 1`,
  );
  return rows.map(({ line }) => line);
}

describe('migrations', () => {
  it('go up, down to nothing and up again to the same shape', async () => {
    const names = await migrate(database.url);
    const before = await shape(database.url);
    for (const _ of names) await revertLast(database.url);
    expect((await shape(database.url)).filter((line) => !line.includes('.migration'))).toEqual([]);
    await migrate(database.url);
    expect(await shape(database.url)).toEqual(before);
  });

  it('are safe to run by two processes at once', async () => {
    const [one, other] = await Promise.all([migrate(database.url), migrate(database.url)]);
    expect(Math.min(one.length, other.length)).toBe(0);
    expect(Math.max(one.length, other.length)).toBeGreaterThan(10);
  });
});
