import pg from 'pg';
import { percentile, Report, rounded } from './support/report.js';
import { wantedSize, withGround } from './support/roll-up-copies.js';
import { recountSettings } from '../../src/service/statistics/fold.repository.js';
import { personRecount, statisticRecount } from '../../src/service/statistics/recount.sql.js';

const rounds = 5;

/**
 * Recount of the whole tree x year x cadre level x category in both attributions, from the facts, against a bare
 * scan with count and sum under the server's own settings. Bar: 4x at `--size=5000000`. Distinct persons beside it.
 */
export async function run(report: Report): Promise<void> {
  const n = wantedSize();
  await withGround(n, async ({ url, statistics }) => {
    const client = new pg.Client({ connectionString: url, options: '-c jit=off' });
    await client.connect();
    try {
      await client.query('vacuum analyze integration.enrollment');
      const time = async (sql: string) => {
        const begun = performance.now();
        await client.query(sql);
        return performance.now() - begun;
      };
      const recount = async (sql: string) => {
        await client.query('begin isolation level repeatable read');
        await client.query(recountSettings);
        const spent = await time(sql);
        await client.query('commit');
        return spent;
      };
      const spent = { scan: [] as number[], full: [] as number[] };
      for (let round = 0; round <= rounds; round++) {
        const scan = await time('select count(*), sum(hours) from integration.enrollment');
        const full = await recount(`select count(*) from (${statisticRecount.expected(false)}) recounted`);
        if (round === 0) continue;
        spent.scan.push(scan);
        spent.full.push(full);
      }
      const [scan, full] = [percentile(spent.scan, 0.5), percentile(spent.full, 0.5)];
      report({
        metric: 'time',
        unit: 'ms',
        value: rounded(full),
        limit: rounded(scan),
        ratio: rounded(full / scan),
        n,
      });
      const persons = await recount(`select count(*) from (${personRecount.expected(false)}) recounted`);
      report({ metric: 'time', unit: 'ms', value: rounded(persons), n, detail: 'distinct persons' });
      report({ metric: 'difference', unit: 'rows', value: (await statistics.differences()).total, limit: 0 });
    } finally {
      await client.end();
    }
  });
}
