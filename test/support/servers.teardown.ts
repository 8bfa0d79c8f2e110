import { rmSync } from 'node:fs';
import pg from 'pg';
import type { TestRun } from './servers.setup.js';

/** Jest's global teardown: stops the run's servers, or clears its databases off the PostgreSQL that was lent. */
export default async function stopServers(): Promise<void> {
  const { server, folder, redis } = (globalThis as { zhixingTestRun?: TestRun }).zhixingTestRun ?? {};
  redis?.kill('SIGKILL');
  await server?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
  else await dropDatabases();
}

async function dropDatabases(): Promise<void> {
  const client = new pg.Client({ connectionString: process.env.TEST_SERVER_URL });
  await client.connect();
  try {
    const prefix = `zhixing_test_${process.env.TEST_RUN ?? ''}_`;
    const found = await client.query<{ datname: string }>(
      'select datname from pg_database where starts_with(datname, $1)',
      [prefix],
    );
    for (const { datname } of found.rows)
      await client.query(`drop database if exists "${datname}" with (force)`);
  } finally {
    await client.end();
  }
}
