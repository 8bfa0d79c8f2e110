import { build } from 'esbuild';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type {
  EmbeddedServer,
  EmbeddedServerOptions,
} from '../../src/foundation/database/embedded/embedded-server.js';

export interface TestRun {
  server?: EmbeddedServer;
  folder?: string;
  redis?: ChildProcess;
}

/** Shared with the teardown, which Jest loads in the same process. */
export const testRun = ((globalThis as { zhixingTestRun?: TestRun }).zhixingTestRun ??= {});

const folderPrefix = 'zhixing-test-';
const embeddedServer = new URL('../../src/foundation/database/embedded/embedded-server.ts', import.meta.url);

/**
 * Jest's global set-up: one PostgreSQL server for the whole run, in a folder of its own so that several
 * runs at once do not meet. TEST_DATABASE_URL names a server to use instead (a role that may create
 * databases). Its data are thrown away, so nothing waits for the disk. Beside it one Redis for the suites that run on
 * Redis as well, when `redis-server` is on the path; REDIS_URL names one to use, and to empty, instead.
 */
export default async function startServers(): Promise<void> {
  process.env.TEST_RUN = randomBytes(4).toString('hex');
  await startRedis();
  await startPostgres();
}

async function startPostgres(): Promise<void> {
  if (process.env.TEST_DATABASE_URL) {
    process.env.TEST_SERVER_URL = process.env.TEST_DATABASE_URL;
    return;
  }
  removeAbandoned();
  const folder = mkdtempSync(join(tmpdir(), `${folderPrefix}${process.pid}-`));
  chmodSync(folder, 0o755);
  testRun.folder = folder;
  const start = await loadEmbeddedServer(join(folder, 'embedded-server.cjs'));
  testRun.server = await start({
    dataFolder: join(folder, 'postgres'),
    log: () => undefined,
    settings: {
      fsync: 'off',
      full_page_writes: 'off',
      synchronous_commit: 'off',
      wal_level: 'minimal',
      max_wal_senders: '0',
      max_connections: '400',
    },
  });
  process.env.TEST_SERVER_URL = testRun.server.url;
}

async function startRedis(): Promise<void> {
  if (process.env.REDIS_URL) {
    process.env.E2E_REDIS_URL = process.env.REDIS_URL;
    return;
  }
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
  } catch {
    return;
  }
  const port = await freePort();
  const settings = ['--port', `${port}`, '--bind', '127.0.0.1', '--databases', '64', '--save', ''];
  testRun.redis = spawn('redis-server', settings, { stdio: 'ignore' });
  process.env.E2E_REDIS_URL = `redis://127.0.0.1:${port}`;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** Jest applies neither ESM nor the module mapping of tests to a global set-up, so it gets one plain file. */
async function loadEmbeddedServer(
  outfile: string,
): Promise<(options: EmbeddedServerOptions) => Promise<EmbeddedServer>> {
  await build({
    entryPoints: [fileURLToPath(embeddedServer)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    define: { 'import.meta.url': JSON.stringify(embeddedServer.href) },
    logLevel: 'error',
  });
  const bundle = createRequire(import.meta.url)(
    outfile,
  ) as typeof import('../../src/foundation/database/embedded/embedded-server.js');
  return bundle.startEmbeddedServer;
}

/** A run that was killed leaves its folder; its server has been stopped by the guard. */
function removeAbandoned(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(folderPrefix) ? Number(name.slice(folderPrefix.length).split('-')[0]) : 0;
    if (pid > 0 && !isRunning(pid)) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
