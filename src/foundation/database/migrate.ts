import { readdirSync } from 'node:fs';
import pg from 'pg';
import { DataSource, MigrationInterface } from 'typeorm';
import { dataSourceOptions } from './data-source.options.js';

type MigrationClass = new () => MigrationInterface;

const migrationsFolder = new URL('../../../migrations/', import.meta.url);
const advisoryLock = 7_451_001;

/**
 * Brings a database to the newest schema. Processes that start together wait for each other on an advisory lock,
 * because TypeORM itself races on creating its table. Safe to run any number of times.
 */
export async function migrate(url: string): Promise<string[]> {
  return underLock(url, async () => {
    const source = await migrationSource(url);
    try {
      return (await source.runMigrations({ transaction: 'each' })).map((migration) => migration.name);
    } finally {
      await source.destroy();
    }
  });
}

/** Takes back the newest migration; tests use it to prove that every step is reversible. */
export async function revertLast(url: string): Promise<void> {
  await underLock(url, async () => {
    const source = await migrationSource(url);
    try {
      await source.undoLastMigration({ transaction: 'each' });
    } finally {
      await source.destroy();
    }
  });
}

async function underLock<Result>(url: string, work: () => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [advisoryLock]);
    return await work();
  } finally {
    await client.end();
  }
}

async function migrationSource(url: string): Promise<DataSource> {
  const source = new DataSource({
    ...dataSourceOptions(url, { pool: 2 }),
    migrations: await migrationClasses(),
    migrationsTableName: 'migration',
  });
  return source.initialize();
}

async function migrationClasses(): Promise<MigrationClass[]> {
  const files = readdirSync(migrationsFolder)
    .filter((file) => /^\d{13}-.*(?<!\.d)\.(ts|js)$/.test(file))
    .sort();
  const modules = await Promise.all(
    files.map(
      (file) => import(new URL(file, migrationsFolder).href) as Promise<Record<string, MigrationClass>>,
    ),
  );
  return modules.flatMap((module) => Object.values(module));
}
