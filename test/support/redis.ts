import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './free-port.js';

export interface TestRedis {
  url: string;
  /** Loses everything, as a Redis without persistence does when it restarts. */
  flush(): Promise<void>;
  /** Kills the server; a lent one can't be. */
  kill(): Promise<void>;
  /** Starts the killed server again on the same port and data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Whether suites may run on Redis: `redis-server` is on the PATH or REDIS_URL names a server to be flushed. */
export function hasRedis(): boolean {
  if (process.env.REDIS_URL) return true;
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    process.stderr.write('SKIPPED on Redis: no redis-server on the PATH and no REDIS_URL\n');
    return false;
  }
}

export async function startRedis(): Promise<TestRedis> {
  const lent = process.env.REDIS_URL;
  const folder = mkdtempSync(join(tmpdir(), 'zhixing-redis-'));
  const port = lent ? 0 : await freePort();
  let kill = lent ? () => Promise.reject(new Error('A lent Redis is not killed')) : run(port, folder);
  const url = lent ?? `redis://127.0.0.1:${port}`;
  const client = new Redis(url, { maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  await client.ping();
  return {
    url,
    flush: async () => {
      await client.flushdb();
    },
    kill: () => kill(),
    restart: async () => {
      kill = run(port, folder);
      await client.ping();
    },
    stop: async () => {
      client.disconnect();
      if (!lent) await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts a server and returns how to kill it. */
function run(port: number, folder: string): () => Promise<void> {
  const server = spawn(
    'redis-server',
    ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--appendonly', 'yes', '--save', ''],
    { stdio: 'ignore' },
  );
  const exited = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  return async () => {
    server.kill('SIGKILL');
    await exited;
  };
}
