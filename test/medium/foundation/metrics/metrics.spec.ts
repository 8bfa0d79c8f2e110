import type { Actor } from '../../../../src/foundation/access/actor.js';
import { HealthModule } from '../../../../src/foundation/health/health.module.js';
import { MetricsModule } from '../../../../src/foundation/metrics/metrics.module.js';
import { createFoundationApp, type FoundationApp, from } from '../../../support/foundation-app.js';

const actor = (role: Actor['role']): Actor => ({
  accountId: '01900000-0000-7000-8000-000000000001',
  name: '测试员',
  role,
});

describe('metrics', () => {
  let product: FoundationApp;
  beforeAll(async () => {
    product = await createFoundationApp({ modules: [HealthModule, MetricsModule] });
  });
  afterAll(() => product.close());

  const get = (headers: Record<string, string> = {}) => fetch(`${product.url}/metrics`, { headers });

  it('count requests by route template, never by id', async () => {
    const id = '01900000-0000-7000-8000-00000000abcd';
    await fetch(`${product.url}/api/v1/jobs/${id}`, { headers: from(actor('administrator')) });
    await product.database.execute(
      `insert into foundation.job_run (name, queue, job_key, title_key) values ('a.b', 'exchange', 'a', 'a')`,
    );
    const text = await (await get()).text();
    expect(text).toContain(
      'http_request_duration_seconds_count{method="GET",route="/api/v1/jobs/:id",status="4xx"} 1',
    );
    expect(text).toContain('zhixing_job_runs{queue="exchange",state="queued"} 1');
    expect(text).toContain('process_cpu_seconds_total');
    expect(text).not.toContain(id);
  });

  it('are told to a collector on this machine and to administrators only', async () => {
    const outside = { 'x-forwarded-for': '203.0.113.7' };
    expect((await get()).status).toBe(200);
    expect((await get(outside)).status).toBe(401);
    expect((await get({ ...outside, ...from(actor('coordinator')) })).status).toBe(403);
    expect((await get({ ...outside, ...from(actor('administrator')) })).status).toBe(200);
  });
});
