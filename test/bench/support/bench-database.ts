import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedServer } from '../../../src/foundation/database/embedded/embedded-server.js';
import { migrate } from '../../../src/foundation/database/migrate.js';

/**
 * Runs the work on a migrated database of its own, with production settings (every commit is flushed). Uses
 * BENCH_DATABASE_URL when set, else the embedded server on a private folder, which is removed afterwards.
 */
export async function withBenchDatabase(work: (url: string) => Promise<void>): Promise<void> {
  const given = process.env.BENCH_DATABASE_URL;
  if (given) {
    await migrate(given);
    return work(given);
  }
  const dataFolder = mkdtempSync(join(tmpdir(), 'zhixing-bench-'));
  const server = await startEmbeddedServer({ dataFolder, log: () => undefined });
  try {
    await migrate(server.url);
    await work(server.url);
  } finally {
    await server.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}
