import pg from 'pg';

const advisoryLock = 7_451_002;

/** Stands in `foundation.setting` under `demo` while the demonstration is being loaded. */
export const loading = 'loading';

/**
 * Lets one process at a time into the first start of a database; the others wait.
 * @throws whatever the work throws; the lock ends with it, also when the process dies
 */
export async function underFirstStartLock<Result>(
  databaseUrl: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [advisoryLock]);
    return await work(client);
  } finally {
    await client.end();
  }
}

/**
 * Empties a database whose demonstration was cut off while it was being loaded, so that this start loads it whole.
 * Touches no other database: nobody can have worked in one that has not finished its first start.
 */
export async function clearHalfLoaded(databaseUrl: string): Promise<void> {
  await underFirstStartLock(databaseUrl, async (client) => {
    const begun = await client.query(`select to_regclass('foundation.setting') is not null as begun`);
    if (!(begun.rows as { begun: boolean }[])[0]?.begun) return;
    const half = await client.query(`select from foundation.setting where name = 'demo' and value = $1`, [
      JSON.stringify(loading),
    ]);
    if (half.rowCount === 0) return;
    await client.query('begin');
    await client.query(
      `drop schema if exists service, practice, integration, targeting, responsibility, foundation, bullmq cascade`,
    );
    await client.query('drop table migration');
    await client.query('commit');
  });
}
