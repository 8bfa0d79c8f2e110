import { Injectable } from '@nestjs/common';
import type { TestingModule } from '@nestjs/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { Database } from '../../../../src/foundation/database/database.js';
import { BrokenRule } from '../../../../src/foundation/error/domain-error.js';
import { HandlesJob } from '../../../../src/foundation/queue/handles-job.decorator.js';
import { jobContract, recurringJob } from '../../../../src/foundation/queue/job.contract.js';
import { JobProgress } from '../../../../src/foundation/queue/job-progress.js';
import { JobRunRepository } from '../../../../src/foundation/queue/job-run.repository.js';
import { Jobs } from '../../../../src/foundation/queue/jobs.js';
import { createTestDatabase, type TestDatabase } from '../../../support/postgres.js';
import { hasRedis, startRedis, type TestRedis } from '../../../support/redis.js';
import { asker, type Backend, ended, runOf, startProcess, waitForRun } from './job-suite.js';

interface Errand {
  errand: string;
}

const walk = jobContract<Errand>({
  name: 'test.walk',
  queue: 'exchange',
  titleKey: 'test.walk',
  key: ({ errand }) => errand,
  attempts: 3,
  backoff: 50,
});

const tick = recurringJob({
  name: 'test.tick',
  queue: 'statistics',
  titleKey: 'test.tick',
  recurrence: { every: 1_000 },
});

/** What the handler does with an errand; each test gives its own. */
const errands = new Map<string, (progress: JobProgress) => unknown>();
const walked: string[] = [];
const ticks: number[] = [];

@Injectable()
class Walker {
  @HandlesJob(walk)
  walk({ errand }: Errand, progress: JobProgress): Promise<unknown> {
    walked.push(errand);
    return Promise.resolve().then(() => errands.get(errand)?.(progress));
  }

  @HandlesJob(tick)
  tick(): Promise<void> {
    ticks.push(Date.now());
    return Promise.resolve();
  }
}

const count = (errand: string) => walked.filter((name) => name === errand).length;
const crash = (text: string) => () => {
  throw new Error(text);
};

const backends = hasRedis() ? ['PostgreSQL', 'Redis'] : ['PostgreSQL'];

describe.each(backends)('jobs with queues on %s', (name) => {
  let store: TestDatabase;
  let redis: TestRedis | undefined;
  let backend: Backend;
  let first: TestingModule;
  let second: TestingModule;
  let database: Database;
  let jobs: Jobs;

  beforeAll(async () => {
    store = await createTestDatabase();
    redis = name === 'Redis' ? await startRedis() : undefined;
    backend = { databaseUrl: store.url, ...(redis && { redisUrl: redis.url }) };
    first = await startProcess(backend, [Walker]);
    second = await startProcess(backend, [Walker], 'worker');
    database = first.get(Database);
    jobs = first.get(Jobs);
  });

  afterAll(async () => {
    await Promise.all([first.close(), second.close()]);
    await redis?.stop();
    await store.drop();
  });

  beforeEach(() => {
    errands.clear();
    walked.length = 0;
  });

  it('does a job and keeps its result, its progress and who asked', async () => {
    errands.set('result', (progress) => {
      progress.report(3, 4);
      return { asked: progress.actor.name };
    });
    const { id } = await jobs.enqueue(asker, walk, { errand: 'result' });
    const run = await waitForRun(database, id, ended);
    expect(run).toMatchObject({
      state: 'succeeded',
      done: 3,
      total: 4,
      result: { asked: '测试员' },
      attempt: 1,
    });
  });

  it('leaves nothing behind when the transaction is rolled back', async () => {
    const attempt = database.transaction(async () => {
      await jobs.enqueue(asker, walk, { errand: 'rolled-back' });
      throw new Error('no');
    });
    await expect(attempt).rejects.toThrow('no');
    await sleep(600);
    const [rows] = await database.query(`select 1 from foundation.job_run where job_key like '%rolled-back'`);
    expect([rows, count('rolled-back')]).toEqual([undefined, 0]);
  });

  it('starts only after the commit', async () => {
    const id = await database.transaction(async () => {
      const run = await jobs.enqueue(asker, walk, { errand: 'committed' });
      await sleep(500);
      expect(count('committed')).toBe(0);
      return run.id;
    });
    await waitForRun(database, id, ended);
    expect(count('committed')).toBe(1);
  });

  it('gives back the run that is alive instead of a second', async () => {
    errands.set('twice', () => sleep(300));
    const runs = await Promise.all([1, 2, 3].map(() => jobs.enqueue(asker, walk, { errand: 'twice' })));
    expect(new Set(runs.map(({ id }) => id)).size).toBe(1);
    await waitForRun(database, runs[0]!.id, ended);
    expect(count('twice')).toBe(1);
    const later = await jobs.enqueue(asker, walk, { errand: 'twice' });
    expect(later.id).not.toBe(runs[0]!.id);
    await waitForRun(database, later.id, ended);
  });

  it('queues many runs at once, each once', async () => {
    const payloads = Array.from({ length: 300 }, (_, index) => ({ errand: `many-${index % 200}` }));
    const runs = await jobs.enqueueAll(asker, walk, payloads);
    expect(new Set(runs.map(({ id }) => id)).size).toBe(200);
    for (const { id } of runs) await waitForRun(database, id, ended);
    expect(walked.filter((errand) => errand.startsWith('many-'))).toHaveLength(200);
  });

  it('tries a handler that crashes again, then fails the run with the reason', async () => {
    errands.set('crash', crash('the bridge is out'));
    const { id } = await jobs.enqueue(asker, walk, { errand: 'crash' });
    const run = await waitForRun(database, id, ended);
    expect(run).toMatchObject({ state: 'failed', attempt: 3, attemptsLeft: 0 });
    expect(run.error).toMatchObject({ code: 'queue.error.unexpected', detail: 'Error: the bridge is out' });
    expect(count('crash')).toBe(3);
  });

  it('does not repeat work that a rule forbids', async () => {
    errands.set('forbidden', () => {
      throw new BrokenRule('class.noApproval', { class: 'A' });
    });
    const { id } = await jobs.enqueue(asker, walk, { errand: 'forbidden' });
    const run = await waitForRun(database, id, ended);
    expect(run).toMatchObject({ state: 'failed', attempt: 1, error: { code: 'class.noApproval' } });
  });

  it('waits until a run is due', async () => {
    const { id } = await jobs.enqueue(asker, walk, { errand: 'later' }, new Date(Date.now() + 1_200));
    await sleep(800);
    expect(count('later')).toBe(0);
    await waitForRun(database, id, ended);
  });

  it('cancels a run that works: the handler hears it', async () => {
    errands.set('cancel', async (progress) => {
      for (let step = 1; step < 200; step++) {
        progress.report(step, 200);
        await sleep(20);
        progress.stopIfAsked();
      }
    });
    const { id } = await jobs.enqueue(asker, walk, { errand: 'cancel' });
    await waitForRun(database, id, ({ done }) => done > 0);
    expect(await first.get(JobRunRepository).cancel(id)).toBe(true);
    const run = await waitForRun(database, id, ended);
    expect(run.state).toBe('cancelled');
    expect(run.done).toBeLessThan(150);
  });

  it('never starts a run that was cancelled while it waited', async () => {
    const { id } = await jobs.enqueue(asker, walk, { errand: 'early' }, new Date(Date.now() + 500));
    await first.get(JobRunRepository).cancel(id);
    await sleep(1_200);
    expect([(await runOf(database, id)).state, count('early')]).toEqual(['cancelled', 0]);
  });

  it('retries a failed run when a person asks', async () => {
    errands.set('retry', crash('not yet'));
    const { id } = await jobs.enqueue(asker, walk, { errand: 'retry' });
    await waitForRun(database, id, ended);
    errands.set('retry', () => 'done');
    expect(await first.get(JobRunRepository).retry(id, 3)).toBe(true);
    await jobs.offer([await runOf(database, id)]);
    const run = await waitForRun(database, id, ended);
    expect(run).toMatchObject({ state: 'succeeded', result: 'done', error: null });
  });

  it('finds runs again that the queue has lost', async () => {
    errands.set('lost', () => 'found');
    // What a flush, or a crash between commit and queue, leaves: rows without a ticket.
    const runs = await first
      .get(JobRunRepository)
      .queue(asker, walk, [{ errand: 'lost' }, { errand: 'lost-too' }], undefined);
    for (const { id } of runs) expect((await waitForRun(database, id, ended)).state).toBe('succeeded');
    expect(count('lost')).toBe(1);
  });

  it('takes over a run whose worker is gone, and fences off the old attempt', async () => {
    errands.set('orphan', () => 'second');
    const { id } = await jobs.enqueue(asker, walk, { errand: 'orphan' }, new Date(Date.now() + 3_600_000));
    await database.execute(
      `update foundation.job_run set state = 'running', attempt = 1, attempts_left = 2, due_at = now(),
       beat_at = now() - interval '1 minute' where id = $1`,
      [id],
    );
    const run = await waitForRun(database, id, ended);
    expect(run).toMatchObject({ state: 'succeeded', attempt: 2, result: 'second' });
    const late = await first.get(JobRunRepository).finish({ id, attempt: 1 }, 'failed', {});
    expect(late).toBe(false);
  });

  it('does recurring work once per turn although two workers know of it', async () => {
    ticks.length = 0;
    await sleep(4_200);
    const gaps = ticks.slice(1).map((at, index) => at - ticks[index]!);
    expect(ticks.length).toBeGreaterThanOrEqual(3);
    expect(ticks.length).toBeLessThanOrEqual(5);
    expect(Math.min(...gaps)).toBeGreaterThan(500);
    const [kept] = await database.query<{ runs: number }>(
      `select count(*)::int as runs from foundation.job_run where name = 'test.tick' and state = 'succeeded'`,
    );
    expect(kept!.runs).toBeLessThanOrEqual(2);
  });

  it('schedules recurring work again after everything in the queue was lost', async () => {
    if (redis) await redis.flush();
    else await database.execute('truncate bullmq.job, bullmq.scheduler cascade');
    await sleep(1_000);
    ticks.length = 0;
    await sleep(2_500);
    expect(ticks.length).toBeGreaterThanOrEqual(1);
    const { id } = await jobs.enqueue(asker, walk, { errand: 'after-flush' });
    expect((await waitForRun(database, id, ended)).state).toBe('succeeded');
  });

  it('hands a job over when its process ends, without losing an attempt', async () => {
    const third = await startProcess(backend, [Walker], 'worker');
    await first.close();
    await second.close();
    errands.set('handover', async (progress) => {
      for (let step = 0; step < 500 && progress.attempt === 1; step++) {
        await sleep(10);
        progress.stopIfAsked();
      }
      return progress.attempt;
    });
    const { id } = await third.get(Jobs).enqueue(asker, walk, { errand: 'handover' });
    const observer = third.get(Database);
    await waitForRun(observer, id, ({ state }) => state === 'running');
    first = await startProcess(backend, [Walker]);
    second = await startProcess(backend, [Walker], 'worker');
    database = first.get(Database);
    jobs = first.get(Jobs);
    await third.close();
    const run = await waitForRun(database, id, ended);
    expect(run).toMatchObject({ state: 'succeeded', result: 2, attemptsLeft: 2 });
  });
});

(hasRedis() ? describe : describe.skip)('jobs while Redis is away', () => {
  let store: TestDatabase;
  let redis: TestRedis;
  let product: TestingModule;

  beforeAll(async () => {
    store = await createTestDatabase();
    redis = await startRedis();
    product = await startProcess({ databaseUrl: store.url, redisUrl: redis.url }, [Walker]);
  });
  afterAll(async () => {
    await product.close();
    await redis.stop();
    await store.drop();
  });

  it('are taken at once and done when it is back', async () => {
    const jobs = product.get(Jobs);
    errands.clear();
    const before = await jobs.enqueue(asker, walk, { errand: 'before-outage' });
    await waitForRun(product.get(Database), before.id, ended);
    await redis.kill();
    const { id } = await jobs.enqueue(asker, walk, { errand: 'during-outage' });
    expect((await runOf(product.get(Database), id)).state).toBe('queued');
    await redis.restart();
    const run = await waitForRun(product.get(Database), id, ended, 90_000);
    expect(run.state).toBe('succeeded');
  });

  it('do not keep the product from starting, and are done when it comes', async () => {
    await product.close();
    await redis.kill();
    product = await startProcess({ databaseUrl: store.url, redisUrl: redis.url }, [Walker]);
    const { id } = await product.get(Jobs).enqueue(asker, walk, { errand: 'before-redis' });
    await redis.restart();
    const run = await waitForRun(product.get(Database), id, ended, 90_000);
    expect(run.state).toBe('succeeded');
  });
});
