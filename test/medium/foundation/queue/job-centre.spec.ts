import { Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Actor } from '../../../../src/foundation/access/actor.js';
import { HandlesJob } from '../../../../src/foundation/queue/handles-job.decorator.js';
import { jobContract } from '../../../../src/foundation/queue/job.contract.js';
import type { JobProgress } from '../../../../src/foundation/queue/job-progress.js';
import type { JobRunView } from '../../../../src/foundation/queue/job-run.view.js';
import { Jobs } from '../../../../src/foundation/queue/jobs.js';
import { createFoundationApp, type FoundationApp, from } from '../../../support/foundation-app.js';

interface Count {
  to: number;
}

const count = jobContract<Count>({
  name: 'test.count',
  queue: 'exchange',
  titleKey: 'queue.purge.title',
  key: ({ to }) => `${to}`,
  attempts: 1,
});

@Injectable()
class Counter {
  @HandlesJob(count)
  async count({ to }: Count, progress: JobProgress): Promise<{ link: string }> {
    if (to < 0) throw new Error('cannot count backwards');
    for (let done = 1; done <= to; done++) {
      progress.report(done, to);
      await sleep(20);
      progress.stopIfAsked();
    }
    return { link: '/counted' };
  }
}

const person = (number: number, role: Actor['role'] = 'coordinator'): Actor => ({
  accountId: `01900000-0000-7000-8000-00000000000${number}`,
  name: `测试员${number}`,
  role,
});
const owner = person(1);
const other = person(2);
const administrator = person(3, 'administrator');

describe('the job centre', () => {
  let product: FoundationApp;
  let jobs: Jobs;

  beforeAll(async () => {
    product = await createFoundationApp({
      environment: { PROCESSES: 'both' },
      providers: [Counter],
      rhythm: { report: 30, beat: 100, sweep: 500 },
    });
    jobs = product.app.get(Jobs);
  });
  afterAll(() => product.close());

  const call = async (actor: Actor, path: string, method: 'GET' | 'POST' | 'DELETE' = 'GET') => {
    const headers = from(actor);
    const response = await fetch(`${product.url}${path}`, { method, headers });
    return { status: response.status, body: (await response.json()) as JobRunView & { items: JobRunView[] } };
  };
  const endOf = async (id: string): Promise<JobRunView> => {
    for (let tries = 0; tries < 200; tries++) {
      const { body } = await call(administrator, `/api/v1/jobs/${id}`);
      if (!['queued', 'running'].includes(body.state)) return body;
      await sleep(30);
    }
    throw new Error('The run did not end');
  };

  it('shows a run to who asked for it and to administrators, and to nobody else', async () => {
    const { id } = await jobs.enqueue(owner, count, { to: 3 });
    expect((await call(owner, `/api/v1/jobs/${id}`)).body.title).toBe('清理过期的任务记录');
    expect((await call(administrator, `/api/v1/jobs/${id}`)).status).toBe(200);
    expect((await call(other, `/api/v1/jobs/${id}`)).status).toBe(404);
    expect((await call(other, `/api/v1/jobs/${id}`, 'DELETE')).status).toBe(404);
    expect((await call(other, `/api/v1/jobs/${id}/retry`, 'POST')).status).toBe(404);
    expect((await call(other, `/jobs/${id}/events`)).status).toBe(404);
    expect((await call(other, '/api/v1/jobs')).body.items).toEqual([]);
    expect((await call(owner, '/api/v1/jobs')).body.items.map((run) => run.id)).toContain(id);
    expect(await endOf(id)).toMatchObject({ state: 'succeeded', result: { link: '/counted' } });
  });

  it('streams progress until the run ends', async () => {
    const { id } = await jobs.enqueue(owner, count, { to: 30 });
    const response = await fetch(`${product.url}/jobs/${id}/events`, { headers: from(owner) });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const text = await response.text();
    const shown = [...text.matchAll(/^data: (\{.*\})$/gm)].map(([, json]) => JSON.parse(json!) as JobRunView);
    const counts = shown.map(({ done }) => done);
    expect(counts.filter((done) => done > 0 && done < 30).length).toBeGreaterThan(2);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(shown.at(-1)).toMatchObject({ state: 'succeeded', done: 30 });
    expect(text).toMatch(/event: done\ndata: succeeded\n\n$/);
  });

  it('listens once, however many watch', async () => {
    const { id } = await jobs.enqueue(owner, count, { to: 40 });
    const stop = new AbortController();
    await Promise.all(
      Array.from({ length: 20 }, () =>
        fetch(`${product.url}/jobs/${id}/events`, { headers: from(owner), signal: stop.signal }),
      ),
    );
    const [listening] = await product.database.query<{ connections: number }>(
      `select count(*)::int as connections from pg_stat_activity
       where application_name = 'zhixing-listen' and datname = current_database()`,
    );
    expect(listening?.connections).toBe(1);
    stop.abort();
    await endOf(id);
  });

  it('cancels and retries', async () => {
    const { id } = await jobs.enqueue(owner, count, { to: 500 });
    await sleep(200);
    expect((await call(owner, `/api/v1/jobs/${id}`, 'DELETE')).body.cancelRequested).toBe(true);
    expect((await endOf(id)).state).toBe('cancelled');
    expect((await call(owner, `/api/v1/jobs/${id}`, 'DELETE')).status).toBe(409);
    expect((await call(owner, `/api/v1/jobs/${id}/retry`, 'POST')).body.state).toBe('queued');
    expect((await call(owner, `/api/v1/jobs/${id}/retry`, 'POST')).status).toBe(409);
    await call(owner, `/api/v1/jobs/${id}`, 'DELETE');
    expect((await endOf(id)).state).toBe('cancelled');
  });

  it('tells technical details to administrators only', async () => {
    const { id } = await jobs.enqueue(owner, count, { to: -1 });
    expect((await endOf(id)).error).toMatchObject({ detail: 'Error: cannot count backwards' });
    const { error } = (await call(owner, `/api/v1/jobs/${id}`)).body;
    expect(error).toMatchObject({
      code: 'queue.error.unexpected',
      message: expect.stringContaining('请重试'),
    });
    expect(error).not.toHaveProperty('detail');
  });

  it('shows its pages', async () => {
    const page = async (path: string, who: Actor) =>
      (await fetch(`${product.url}${path}`, { headers: { ...from(who), accept: 'text/html' } })).text();
    expect(await page('/jobs?state=queued', person(7))).toContain('没有符合条件的任务');
    const { id } = await jobs.enqueue(owner, count, { to: 100 });
    await sleep(100);
    expect(await page('/jobs', owner)).toContain(`hx-sse:connect="/jobs/${id}/events"`);
    expect(await page('/jobs', administrator)).toContain('每天 03:20');
    expect(await page(`/jobs/${id}`, owner)).toContain(`action="/jobs/${id}/cancellation"`);
    await call(owner, `/api/v1/jobs/${id}`, 'DELETE');
    await endOf(id);
    expect(await page(`/jobs/${id}`, owner)).toContain(`action="/jobs/${id}/retry"`);
  });
});
