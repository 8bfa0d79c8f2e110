import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildProvince } from '../bench/support/province.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { query } from '../support/postgres-query.js';
import { killLeftProcesses, type ProductProcess, startWorker } from '../support/product-process.js';
import { hasRedis, startRedis, type TestRedis } from '../support/redis.js';

/** Everything that was due must be found again within this many milliseconds. */
const limit = 60_000;

(hasRedis() && !process.env.REDIS_URL ? describe : describe.skip)('Redis lost with full queues', () => {
  let database: TestDatabase;
  let redis: TestRedis;
  let folder: string;
  let worker: ProductProcess;
  let round = 0;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'zhixing-redis-killed-'));
    database = await createTestDatabase();
    await buildProvince(database.url, { people: 1, classes: 1, capacity: 10 });
    redis = await startRedis();
  });
  afterAll(async () => {
    await killLeftProcesses();
    await redis.stop();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = async () => {
    worker = await startWorker({
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      DATA_DIR: folder,
      DATABASE_POOL: '10',
    });
  };

  /** Runs as a transaction has just committed them, in several queues. */
  const queueRuns = async (count: number): Promise<number> => {
    round++;
    await query(
      database.url,
      `insert into foundation.job_run (name, queue, title_key, attempts_left, job_key, payload, title_params, due_at)
       select name, queue, name, 5, name || '/${round}-' || n,
         jsonb_build_object('classId', uuidv7(), 'title', 'T'), '{}', now()
       from generate_series(1, ${count}) n,
         (values ('class.start', 'scheduling'), ('certificate.render', 'certificate')) job (name, queue)`,
    );
    return round;
  };

  /** Milliseconds until all runs of a round are done; fails beyond the limit. */
  const untilDone = async (of: number): Promise<number> => {
    const begun = Date.now();
    for (;;) {
      const left = await query(
        database.url,
        `select state, count(*)::int as n from foundation.job_run
         where job_key like '%/${of}-%' and state <> 'succeeded' group by 1`,
      );
      if (left.length === 0) return Date.now() - begun;
      if (Date.now() - begun > limit)
        throw new Error(`Left: ${JSON.stringify(left)}\n${worker.said.slice(-3000)}`);
      await sleep(100);
    }
  };

  it('in the first moments of a worker, does the work as soon as it is back', async () => {
    for (const delay of [0, 150, 400]) {
      await start();
      await sleep(delay);
      await redis.kill();
      const of = await queueRuns(5);
      await sleep(1_000);
      await redis.restart();
      expect(await untilDone(of)).toBeLessThan(20_000);
      await worker.kill();
    }
  });

  it('flushed and killed while they are full, finds everything again within a minute', async () => {
    const of = await queueRuns(2_000);
    await start();
    const halfDone = `select count(*)::int as n from foundation.job_run
      where job_key like '%/${of}-%' and state = 'succeeded'`;
    for (let n = 0; n < 200; n = (await query<{ n: number }>(database.url, halfDone))[0]!.n) await sleep(20);
    await redis.flush();
    expect(await untilDone(of)).toBeLessThan(limit);

    const next = await queueRuns(300);
    await sleep(500);
    await redis.kill();
    await sleep(3_000);
    await redis.restart();
    await redis.flush();
    expect(await untilDone(next)).toBeLessThan(limit);
    expect(await worker.stop()).toBe(0);
  });
});
