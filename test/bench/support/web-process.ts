import { ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../support/free-port.js';

/** The product's own entry, as it runs in production. */
export interface ProductProcess {
  child: ChildProcess;
  port: number;
  /** Ends it in order. */
  stop(): Promise<void>;
}

const main = fileURLToPath(new URL('../../../src/main.js', import.meta.url));

/** A web process on a database that is there already. It makes the administrator, and no demo. */
export async function startWeb(databaseUrl: string): Promise<ProductProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'zhixing-web-'));
  const product = await startProduct({
    DATABASE_URL: databaseUrl,
    DATA_DIR: folder,
    PROCESSES: 'web',
    DEMO: '0',
  });
  return {
    ...product,
    stop: async () => {
      await product.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts `main.js` on a free port and waits until it listens. @throws with what it said when it ends before */
export async function startProduct(environment: Record<string, string>): Promise<ProductProcess> {
  const port = await freePort();
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env.PATH, LOG_LEVEL: 'error', ...environment, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4000);
      if (said.includes(`:${port}`)) resolve();
    });
    child.once('exit', () => reject(new Error(`The product did not start: ${said}`)));
  });
  return {
    child,
    port,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
