import pg from 'pg';
import { DataSource } from 'typeorm';
import { Configuration } from '../../../src/foundation/config/configuration.js';
import { dataSourceOptions } from '../../../src/foundation/database/data-source.options.js';
import { Database } from '../../../src/foundation/database/database.js';
import { migrate } from '../../../src/foundation/database/migrate.js';
import { FoldLoop } from '../../../src/service/statistics/fold-loop.js';
import { FoldRepository } from '../../../src/service/statistics/fold.repository.js';
import { StatisticsService } from '../../../src/service/statistics/statistics.service.js';
import { systemActor } from '../../../src/foundation/access/actor.js';
import { withBenchDatabase } from './bench-database.js';
import { layGround } from './roll-up-ground.js';

/** The statistics of one database, outside of Nest. */
export interface RollUp {
  url: string;
  statistics: StatisticsService;
  database: Database;
  /** The worker's own loop; it folds from start to stop. */
  loop: { start: () => void; stop: () => Promise<void> };
}

/** Facts wanted: `--size=5000000`, by default the reference scale. */
export function wantedSize(): number {
  const option = process.argv.find((argument) => argument.startsWith('--size='));
  return option ? Number(option.slice('--size='.length)) : 263_300;
}

/**
 * Lays the ground, counts it, and gives it twice on one server: with the roll-up, and a copy whose triggers are
 * taken away, as the limit.
 */
export async function withAndWithoutRollUp(
  work: (rolled: RollUp, bareUrl: string) => Promise<void>,
): Promise<void> {
  await withBenchDatabase(async (server) => {
    const url = await layCounted(server, wantedSize(), false);
    const bareUrl = await copyWithoutRollUp(url);
    await openRollUp(url, (rolled) => work(rolled, bareUrl));
  });
}

/** A counted ground of that many facts, all of them over: nine tenths completed. */
export async function withGround(facts: number, work: (rolled: RollUp) => Promise<void>): Promise<void> {
  await withBenchDatabase(async (server) => {
    await openRollUp(await layCounted(server, facts, true), work);
  });
}

async function layCounted(server: string, facts: number, finished: boolean): Promise<string> {
  const url = await freshDatabase(server, 'roll_up');
  await migrate(url);
  await layGround(url, facts, finished);
  await openRollUp(url, async ({ statistics }) => {
    await statistics.reconcile(systemActor);
  });
  return url;
}

async function openRollUp(url: string, work: (rolled: RollUp) => Promise<void>): Promise<void> {
  const source = await new DataSource(dataSourceOptions(url, { pool: 8 })).initialize();
  const database = new Database(source);
  const statistics = new StatisticsService(database, new FoldRepository(database));
  const foldLoop = new FoldLoop(Object.assign(new Configuration(), { processes: 'worker' }), statistics);
  const loop = {
    start: () => foldLoop.onApplicationBootstrap(),
    stop: () => foldLoop.beforeApplicationShutdown(),
  };
  try {
    await work({ url, statistics, database, loop });
  } finally {
    await loop.stop();
    await source.destroy();
  }
}

async function copyWithoutRollUp(url: string): Promise<string> {
  const copy = await freshDatabase(url, 'roll_up_bare', 'roll_up');
  const client = new pg.Client({ connectionString: copy });
  await client.connect();
  await client.query('alter table integration.enrollment disable trigger user');
  await client.query('vacuum analyze');
  await client.query('checkpoint');
  await client.end();
  return copy;
}

async function freshDatabase(server: string, name: string, template = 'template1'): Promise<string> {
  const admin = new URL(server);
  admin.pathname = '/postgres';
  const client = new pg.Client({ connectionString: admin.href });
  await client.connect();
  await client.query(`drop database if exists ${name} with (force)`);
  await client.query(`create database ${name} template ${template}`);
  await client.end();
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
