import pg from 'pg';
import { HealthModule } from '../../../../src/foundation/health/health.module.js';
import { createFoundationApp, type FoundationApp } from '../../../support/foundation-app.js';
import { hasRedis, startRedis, type TestRedis } from '../../../support/redis.js';

const get = async (product: FoundationApp, path: string) => {
  const response = await fetch(`${product.url}${path}`);
  return { status: response.status, body: await response.json() };
};

async function renameDatabase(url: string, from: string, to: string): Promise<void> {
  const address = new URL(url);
  address.pathname = '/postgres';
  const client = new pg.Client({ connectionString: address.href });
  await client.connect();
  try {
    await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [from]);
    await client.query(`alter database ${from} rename to ${to}`);
  } finally {
    await client.end();
  }
}

describe('health', () => {
  let product: FoundationApp;
  beforeAll(async () => {
    product = await createFoundationApp({ modules: [HealthModule] });
  });
  afterAll(() => product.close());

  it('is up when the database and the queues answer', async () => {
    expect(await get(product, '/health/live')).toEqual({ status: 200, body: { status: 'up' } });
    expect(await get(product, '/health/ready')).toEqual({
      status: 200,
      body: { status: 'up', parts: { database: 'up', queue: 'up' } },
    });
  });

  it('is not ready while the database is away, stays alive, and recovers by itself', async () => {
    const name = new URL(product.databaseUrl).pathname.slice(1);
    await renameDatabase(product.databaseUrl, name, `${name}_away`);
    try {
      expect(await get(product, '/health/ready')).toMatchObject({
        status: 503,
        body: { parts: { database: 'down' } },
      });
      expect((await get(product, '/health/live')).status).toBe(200);
    } finally {
      await renameDatabase(product.databaseUrl, `${name}_away`, name);
    }
    expect((await get(product, '/health/ready')).status).toBe(200);
  });
});

(hasRedis() ? describe : describe.skip)('health with queues on Redis', () => {
  let product: FoundationApp;
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
    product = await createFoundationApp({ modules: [HealthModule], environment: { REDIS_URL: redis.url } });
  });
  afterAll(() => product.close());

  it('is not ready when Redis dies', async () => {
    expect((await get(product, '/health/ready')).status).toBe(200);
    await redis.stop();
    expect(await get(product, '/health/ready')).toEqual({
      status: 503,
      body: { status: 'down', parts: { database: 'up', queue: 'down' } },
    });
  });
});
