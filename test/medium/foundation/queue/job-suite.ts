import { Module } from '@nestjs/common';
import { Test, TestingModule } from '@nestjs/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigModule } from '../../../../src/foundation/config/config.module.js';
import { Configuration, readConfiguration } from '../../../../src/foundation/config/configuration.js';
import { DatabaseModule } from '../../../../src/foundation/database/database.module.js';
import { Database } from '../../../../src/foundation/database/database.js';
import { QueueModule } from '../../../../src/foundation/queue/queue.module.js';
import { jobRunColumns, type JobRun } from '../../../../src/foundation/queue/job-run.js';
import type { Actor } from '../../../../src/foundation/access/actor.js';
import type { QueueRhythm } from '../../../../src/foundation/queue/queue.defaults.js';

/** A quick rhythm, so that what takes half a minute in production is seen in a test. */
const quick: Partial<QueueRhythm> = {
  beat: 100,
  report: 50,
  stale: 1_000,
  sweep: 300,
  overdue: 300,
  patience: 3_000,
};

export const asker: Actor = {
  accountId: '01900000-0000-7000-8000-000000000001',
  name: '测试员',
  role: 'coordinator',
};

export interface Backend {
  databaseUrl: string;
  redisUrl?: string;
}

/** A process of the product with the given handlers, as if started by itself. */
export async function startProcess(
  { databaseUrl, redisUrl }: Backend,
  providers: (new (...dependencies: never[]) => object)[],
  processes: Configuration['processes'] = 'both',
  rhythm: Partial<QueueRhythm> = {},
): Promise<TestingModule> {
  const configuration = readConfiguration({ PROCESSES: processes, ...(redisUrl && { REDIS_URL: redisUrl }) });
  @Module({ providers })
  class Handlers {}
  const testing = await Test.createTestingModule({
    imports: [
      ConfigModule.of(configuration),
      DatabaseModule.of(databaseUrl, 10),
      QueueModule.of(databaseUrl, { ...quick, ...rhythm }),
      Handlers,
    ],
  }).compile();
  testing.useLogger(false);
  await testing.init();
  return testing;
}

export async function runOf(database: Database, id: string): Promise<JobRun> {
  const run = await database.one<JobRun>(`select ${jobRunColumns} from foundation.job_run where id = $1`, [
    id,
  ]);
  if (!run) throw new Error(`There is no run ${id}`);
  return run;
}

/** Waits until the run satisfies the condition; fails with the run's state after `patience` milliseconds. */
export async function waitForRun(
  database: Database,
  id: string,
  condition: (run: JobRun) => boolean,
  patience = 60_000,
): Promise<JobRun> {
  const end = Date.now() + patience;
  for (;;) {
    const run = await runOf(database, id);
    if (condition(run)) return run;
    if (Date.now() > end) throw new Error(`The run stayed ${JSON.stringify(run)}`);
    await sleep(20);
  }
}

export const ended = ({ state }: JobRun): boolean => !['queued', 'running'].includes(state);
