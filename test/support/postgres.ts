import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrate } from '../../src/foundation/database/migrate.js';

export interface TestDatabase {
  url: string;
  /** Ends whatever is still connected. */
  drop(): Promise<void>;
}

/** A database that is prepared once in a test run and then copied. */
export interface TemplateDatabase {
  /** Names what was prepared; one name, one preparation. */
  name: string;
  prepare: (url: string) => Promise<unknown>;
}

export const migratedTemplate: TemplateDatabase = { name: 'migrated', prepare: migrate };
export const emptyTemplate: TemplateDatabase = { name: 'empty', prepare: () => Promise.resolve() };

/**
 * A fresh database for one spec file, by default with the newest schema. Copying the template takes tens
 * of milliseconds; the first caller of a run prepares it while the other workers wait.
 */
export async function createTestDatabase(template = migratedTemplate): Promise<TestDatabase> {
  return onServer(async (client) => {
    const source = await templateDatabase(client, template);
    const name = databaseName(randomBytes(5).toString('hex'));
    await client.query(`create database ${name} template ${source} strategy file_copy`);
    return {
      url: urlOf(name),
      drop: () =>
        onServer(async (again) => {
          await again.query(`drop database ${name} with (force)`);
        }),
    };
  });
}

async function templateDatabase(client: pg.Client, { name, prepare }: TemplateDatabase): Promise<string> {
  const finished = databaseName(`template_${name}`);
  const unfinished = `${finished}_unfinished`;
  if (await exists(client, finished)) return finished;
  await client.query('select pg_advisory_lock(hashtext($1))', [finished]);
  try {
    if (await exists(client, finished)) return finished;
    await client.query(`drop database if exists ${unfinished} with (force)`);
    await client.query(`create database ${unfinished}`);
    await prepare(urlOf(unfinished));
    await client.query(`alter database ${unfinished} rename to ${finished}`);
    return finished;
  } finally {
    await client.query('select pg_advisory_unlock(hashtext($1))', [finished]);
  }
}

async function exists(client: pg.Client, name: string): Promise<boolean> {
  const found = await client.query('select from pg_database where datname = $1', [name]);
  return found.rowCount === 1;
}

async function onServer<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function databaseName(part: string): string {
  return `zhixing_test_${process.env.TEST_RUN ?? 'run'}_${part}`;
}

function urlOf(database: string): string {
  const url = new URL(serverUrl());
  url.pathname = `/${database}`;
  return url.href;
}

function serverUrl(): string {
  const url = process.env.TEST_SERVER_URL;
  if (!url) throw new Error('No test server: run these tests by Jest, whose global set-up starts one');
  return url;
}
