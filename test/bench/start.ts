import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpClient } from './support/http-client.js';
import { numberOption } from './support/options.js';
import { percentile, Report, rounded } from './support/report.js';
import { ProductProcess, startProduct } from './support/web-process.js';

const limits = { fresh: 30_000, warm: 3_000, memory: 250 };

/**
 * The product as `npm start` runs it after the build, on an embedded database of its own: milliseconds from the start
 * of the process to the first page, on an empty folder (with the demo) and on a filled one, and the memory it then
 * holds at rest together with its database. Bars: 30 s, 3 s, 250 MB. `--warm=` starts, `--rest=` seconds.
 */
export async function run(report: Report): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'zhixing-start-'));
  try {
    const fresh = await toFirstPage(folder);
    await fresh.product.stop();
    const figure = (detail: string, value: number, limit: number, n: number) =>
      report({
        metric: 'time',
        unit: 'ms',
        value: rounded(value, 0),
        limit,
        ratio: rounded(value / limit),
        n,
        detail,
        load: loadavg()[0],
      });
    figure('fresh', fresh.milliseconds, limits.fresh, 1);
    const warm: number[] = [];
    const starts = numberOption('warm', 5);
    for (let start = 1; start <= starts; start++) {
      const { product, milliseconds } = await toFirstPage(folder);
      warm.push(milliseconds);
      if (start === starts) {
        await sleep(1000 * numberOption('rest', 10));
        const { shared, resident } = memoryOf(product);
        const share = { unit: 'MB', limit: limits.memory, n: 1, load: loadavg()[0] };
        // Proportional: pages that the server's processes share count once.
        report({ metric: 'memory', value: rounded(shared, 0), ...share, detail: 'idle, PSS' });
        report({ metric: 'memory', value: rounded(resident, 0), ...share, detail: 'idle, RSS' });
      }
      await product.stop();
    }
    figure('warm', percentile(warm, 0.5), limits.warm, starts);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function toFirstPage(folder: string): Promise<{ product: ProductProcess; milliseconds: number }> {
  const begun = performance.now();
  const product = await startProduct({ DATA_DIR: folder });
  const client = new HttpClient(1);
  const { status } = await client.send({ port: product.port, path: '/sign-in' });
  client.close();
  if (status !== 200) throw new Error(`The first page answered ${status}`);
  return { product, milliseconds: performance.now() - begun };
}

/** Megabytes of the process and everything it started: the guard, the database server and its sessions. */
function memoryOf({ child }: ProductProcess): { shared: number; resident: number } {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    parents.set(Number(entry), Number(/^PPid:\s+(\d+)/m.exec(read(`/proc/${entry}/status`))?.[1] ?? 0));
  const family = new Set([child.pid ?? 0]);
  for (let size = 0; size !== family.size;) {
    size = family.size;
    for (const [pid, parent] of parents) if (family.has(parent)) family.add(pid);
  }
  const sum = (field: string, file: string): number =>
    [...family]
      .map((pid) => new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(read(`/proc/${pid}/${file}`))?.[1])
      .reduce((total, kilobytes) => total + Number(kilobytes ?? 0) / 1024, 0);
  return { shared: sum('Pss', 'smaps_rollup'), resident: sum('VmRSS', 'status') };
}

/** Empty for a process that is gone. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
