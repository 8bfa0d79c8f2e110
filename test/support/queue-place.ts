import { Redis } from 'ioredis';

/**
 * Where an application under test has its queues: on Redis, emptied, in the project that repeats the e2e suites there,
 * otherwise on its own PostgreSQL.
 */
export async function queuePlace(): Promise<{ REDIS_URL?: string }> {
  const url = process.env.QUEUE_REDIS_URL;
  if (!url) return {};
  const client = new Redis(url);
  await client.flushdb();
  client.disconnect();
  return { REDIS_URL: url };
}
