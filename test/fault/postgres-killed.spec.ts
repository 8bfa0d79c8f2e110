import { mkdtempSync, chmodSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { signInPeople } from '../bench/support/people-signed-in.js';
import { buildProvince, type Province } from '../bench/support/province.js';
import { startEmbeddedServer } from '../../src/foundation/database/embedded/embedded-server.js';
import { migrate } from '../../src/foundation/database/migrate.js';
import { clusterUrl, clusterFolder } from '../../src/foundation/database/embedded/cluster.js';
import { findOccupant } from '../../src/foundation/database/embedded/occupant.js';
import { readOwner } from '../support/postgres-application.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { query } from '../support/postgres-query.js';
import {
  brokenInvariants,
  killLeftProcesses,
  type ProductProcess,
  startMain,
} from '../support/product-process.js';
import { openCutLink } from './cut-link.js';
import { faultsOf, rush } from './rush.js';

const people = 600;
const capacity = 250;

async function layRush(url: string): Promise<{ province: Province; tokens: string[]; classId: string }> {
  const province = await buildProvince(url, { people, classes: 1, capacity, waitlistCapacity: people });
  await query(url, 'update integration.class set quota_id = null');
  const tokens = await signInPeople(
    url,
    province.people.map((person) => ({ ...person, role: 'trainee' })),
  );
  return { province, tokens, classId: province.classIds[0]! };
}

/** Notices to people, as jobs of their own that the fault meets. */
async function queueJobs(url: string, count: number): Promise<void> {
  await query(
    url,
    `insert into foundation.job_run (name, queue, title_key, attempts_left, job_key, payload, title_params, due_at)
     select 'class.start', 'scheduling', 'class.job.start', 5, 'class.start/' || n,
       jsonb_build_object('classId', uuidv7()), '{}', now() from generate_series(1, ${count}) n`,
  );
}

async function untilJobsAreDone(url: string): Promise<unknown[]> {
  const text = `select state, count(*)::int as n from foundation.job_run where name = 'class.start' group by 1`;
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    await sleep(250);
    const rows = await query<{ state: string }>(url, text).catch(() => []);
    if (rows.length === 1 && rows[0]?.state === 'succeeded') return rows;
  }
  return query(url, text);
}

afterAll(() => killLeftProcesses());

describe('PostgreSQL killed and restarted', () => {
  let folder: string;
  let product: ProductProcess;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'zhixing-killed-'));
    chmodSync(folder, 0o755);
  });
  afterAll(async () => {
    await killLeftProcesses();
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  });

  it('during a rush and jobs loses nothing that was acknowledged, and the web process goes on', async () => {
    const dataFolder = join(folder, 'data');
    const server = await startEmbeddedServer({ dataFolder, log: () => undefined });
    await migrate(server.url);
    const { tokens, classId } = await layRush(server.url);
    await server.stop();

    const environment = { DATA_DIR: dataFolder, DEMO: '0' };
    product = await startMain({ environment });
    const url = () => clusterUrl(clusterFolder(dataFolder), findOccupant(dataFolder)?.port ?? 0);
    await queueJobs(url(), 200);
    const killed: number[] = [];
    const { acknowledged, statuses, samples } = await rush([product], { classId, tokens }, (count) => {
      if (count !== 150 && count !== 400) return;
      const { server: pid } = readOwner(dataFolder);
      process.kill(pid, 'SIGKILL');
      killed.push(pid);
    });
    expect(killed).toHaveLength(2);
    expect(
      product.said.split('\n').filter((line) => line.includes(' error ') && !line.includes('FoldLoop')),
    ).toEqual([]);
    expect(samples.get(500)).toBeUndefined();
    expect([...statuses.keys()].filter((status) => ![201, 503].includes(status))).toEqual([]);
    expect(statuses.get(503)).toBeGreaterThan(0);
    expect(JSON.parse(samples.get(503)!)).toMatchObject({ status: 503, code: 'error.unavailable' });
    expect(acknowledged).toHaveLength(people);
    expect(await faultsOf(url(), classId, acknowledged)).toEqual([]);
    expect(await untilJobsAreDone(url())).toEqual([{ state: 'succeeded', n: 200 }]);
    expect((await fetch(`${product.url}/health/ready`)).status).toBe(200);
    expect(await brokenInvariants(environment)).toBe('');
  });
});

describe('a database that is away for a while', () => {
  let database: TestDatabase;
  let folder: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    folder = mkdtempSync(join(tmpdir(), 'zhixing-away-'));
  });
  afterAll(async () => {
    await killLeftProcesses();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is told as 503 to programs and people, and found again without a restart', async () => {
    const { tokens, classId } = await layRush(database.url);
    const link = await openCutLink(database.url);
    const product = await startMain({
      environment: { DATABASE_URL: link.url, DATA_DIR: folder, DEMO: '0' },
    });
    await link.cut();
    const ask = async (path: string, accept: string) => {
      const headers = { accept, authorization: `Bearer ${tokens[0]!}`, cookie: `zhixing=${tokens[0]!}` };
      const answer = await fetch(`${product.url}${path}`, {
        headers,
        redirect: 'manual',
        signal: AbortSignal.timeout(15_000),
      });
      return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
    };
    for (let round = 0; round < 12; round++) {
      const api = await ask(`/api/v1/classes/${classId}`, 'application/json');
      expect(api).toMatchObject({ status: 503, type: expect.stringContaining('application/problem+json') });
      const page = await ask('/m', 'text/html');
      expect(page).toMatchObject({ status: 503, type: expect.stringContaining('text/html') });
      expect((await fetch(`${product.url}/health/live`)).status).toBe(200);
      await sleep(250);
    }
    expect((await fetch(`${product.url}/health/ready`)).status).toBe(503);

    await queueJobs(database.url, 20);
    await link.join();
    const { acknowledged } = await rush([product], { classId, tokens });
    expect(acknowledged).toHaveLength(people);
    expect(await untilJobsAreDone(database.url)).toEqual([{ state: 'succeeded', n: 20 }]);
    expect((await fetch(`${product.url}/health/ready`)).status).toBe(200);
    expect(await product.stop()).toBe(0);
  });
});
