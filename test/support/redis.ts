import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';

export interface TestRedis {
  url: string;
  /** Loses everything, as a Redis without persistence does when it restarts. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

/** Whether suites may run on Redis: `redis-server` is on the PATH or TEST_REDIS_URL names a server to be flushed. */
export function hasRedis(): boolean {
  if (process.env.TEST_REDIS_URL) return true;
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    process.stderr.write('SKIPPED on Redis: no redis-server on the PATH and no TEST_REDIS_URL\n');
    return false;
  }
}

export async function startRedis(): Promise<TestRedis> {
  if (process.env.TEST_REDIS_URL) return using(process.env.TEST_REDIS_URL, () => Promise.resolve());
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'zhixing-redis-'));
  const server = spawn(
    'redis-server',
    ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--appendonly', 'yes', '--save', ''],
    { stdio: 'ignore' },
  );
  const exited = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  return using(`redis://127.0.0.1:${port}`, async () => {
    server.kill('SIGKILL');
    await exited;
    rmSync(folder, { recursive: true, force: true });
  });
}

async function using(url: string, stop: () => Promise<void>): Promise<TestRedis> {
  const client = new Redis(url, { maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  await Promise.race([client.ping(), sleep(10_000, undefined, { ref: false })]);
  return {
    url,
    flush: async () => {
      await client.flushall();
    },
    stop: async () => {
      client.disconnect();
      await stop();
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
