import pg from 'pg';
import { FigureRepository } from '../../src/service/statistics/figure.repository.js';
import { percentile, Report, rounded } from './support/report.js';
import { wantedSize, withGround } from './support/roll-up-copies.js';

const reads = 3000;
const clients = 2;

/**
 * A node with its children and everything the drill-down shows of them, for random divisions of every level that
 * has children, against a one-row select by key. Bar: p99 under 10 ms at `--size=5000000`.
 */
export async function run(report: Report): Promise<void> {
  const n = wantedSize();
  await withGround(n, async ({ url, database }) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query('vacuum analyze');
    const { rows } = await client.query<{ id: string }>(
      'select id from responsibility.division where level < 5 order by level, random() limit 400',
    );
    await client.end();
    const figures = new FigureRepository(database);
    const ids = rows.map(({ id }) => id);
    const pick = () => ids[Math.floor(Math.random() * ids.length)] ?? '';
    const byKey = await timed(() =>
      database.one('select name from responsibility.division where id = $1', [pick()]),
    );
    for (const [detail, year] of [
      ['one year', 2019],
      ['all years', undefined],
    ] as const) {
      const drill = await timed(() =>
        figures.withChildren(pick(), '2026-01-01', {
          attribution: Math.random() < 0.5 ? 'byParticipant' : 'byOrganizer',
          ...(year !== undefined && { year }),
        }),
      );
      for (const [metric, share] of [
        ['p50', 0.5],
        ['p95', 0.95],
        ['p99', 0.99],
      ] as const)
        report({
          metric,
          unit: 'ms',
          value: rounded(percentile(drill, share)),
          limit: rounded(percentile(byKey, share)),
          n: reads,
          facts: n,
          detail,
        });
    }
  });
}

async function timed(read: () => Promise<unknown>): Promise<number[]> {
  const milliseconds: number[] = [];
  let left = reads;
  const work = async () => {
    while (left-- > 0) {
      const begun = performance.now();
      await read();
      milliseconds.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: clients }, work));
  return milliseconds;
}
