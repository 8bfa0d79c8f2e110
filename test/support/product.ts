import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boot, type Running } from '../../src/boot.js';
import { Clock } from '../../src/foundation/clock/clock.js';
import { readConfiguration } from '../../src/foundation/config/configuration.js';
import { Database } from '../../src/foundation/database/database.js';
import { firstStart } from '../../src/seed/first-start.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';
import { queuePlace } from './queue-place.js';
import { freePort } from './free-port.js';

/** The whole product, listening, with the demonstration loaded and its jobs running. */
export interface Product {
  /** Where it listens, without a trailing slash. */
  url: string;
  running: Running;
  database: Database;
  /** Its business time; shift it to come to a class's day. */
  clock: Clock;
  stop(): Promise<void>;
}

export const demoPassword = 'zhixing-demo';

/** The same in every application of a run, so that a copied database can be opened. */
const testKeys = `test:${Buffer.alloc(32, 1).toString('base64')},lookup:${Buffer.alloc(32, 2).toString('base64')}`;

const demoTemplate = {
  name: 'demo',
  prepare: async (url: string) => {
    const running = await start(url, 0, { PROCESSES: 'web' });
    await running.stop();
  },
};

/** Starts the product on a copy of a database that already had its first start, on a free port. */
export async function startProduct(environment: Record<string, string> = {}): Promise<Product> {
  const database: TestDatabase = await createTestDatabase(demoTemplate);
  const port = await freePort();
  const running = await start(database.url, port, {
    PROCESSES: 'both',
    ...(await queuePlace()),
    ...environment,
  });
  await running.app.listen({ port, host: '127.0.0.1' });
  return {
    url: `http://127.0.0.1:${port}`,
    running,
    database: running.app.get(Database, { strict: false }),
    clock: running.app.get(Clock, { strict: false }),
    stop: async () => {
      await running.stop();
      await database.drop();
    },
  };
}

async function start(
  databaseUrl: string,
  port: number,
  environment: Record<string, string>,
): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), 'zhixing-product-'));
  const running = await boot(
    readConfiguration({
      DATA_DIR: folder,
      DATABASE_URL: databaseUrl,
      PORT: String(port),
      LOG_LEVEL: 'error',
      DATABASE_POOL: '10',
      DEMO_PASSWORD: demoPassword,
      ENCRYPTION_KEYS: testKeys,
      ...environment,
    }),
  );
  await firstStart(running);
  return {
    ...running,
    stop: async () => {
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
