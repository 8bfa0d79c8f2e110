import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { systemActor } from '../../src/foundation/access/actor.js';
import { withBenchDatabase } from './support/bench-database.js';
import { buildProvince } from './support/province.js';
import { Report, rounded } from './support/report.js';
import { openSeatPath } from './support/seat-path.js';

const people = 10_000;

/** 10,000 people into one class in one batch. Bar: 20,000 rows/s, or 0.2 of COPY into the same table. */
export async function run(report: Report): Promise<void> {
  await withBenchDatabase(async (url) => {
    const province = await buildProvince(url, { people, classes: 2, capacity: 2 * people });
    const [first, second] = province.classIds;
    if (!first || !second) throw new Error('No classes');
    const path = await openSeatPath(url);
    try {
      const ids = province.people.map(({ traineeId }) => traineeId);
      const begun = performance.now();
      const outcomes = await path.enrollments.import(systemActor, first, ids);
      const perSecond = people / ((performance.now() - begun) / 1000);
      const limit = await copyRows(url, first, second);
      const seated = outcomes.filter(({ outcome }) => outcome === 'seated').length;
      report({
        metric: 'throughput',
        value: rounded(perSecond, 0),
        unit: 'rows/s',
        limit: rounded(limit, 0),
        ratio: rounded(perSecond / limit),
        n: people,
        seated,
      });
    } finally {
      await path.close();
    }
  });
}

/** COPY of the same rows into the same table, for another class; rows per second. */
async function copyRows(url: string, source: string, target: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const columns =
      'class_id, trainee_id, number, state, source, allocation_id, division_id, level, category, year';
    const { rows } = await client.query<{ line: string }>(
      `select concat_ws(e'\\t', $2::uuid, trainee_id, number, state, source, coalesce(allocation_id::text, '\\N'),
         division_id, level, category, year) as line
       from integration.enrollment where class_id = $1`,
      [source, target],
    );
    const text = rows.map(({ line }) => `${line}\n`).join('');
    const begun = performance.now();
    await pipeline(
      Readable.from([text]),
      client.query(copyFrom(`copy integration.enrollment (${columns}) from stdin`)),
    );
    return rows.length / ((performance.now() - begun) / 1000);
  } finally {
    await client.end();
  }
}
