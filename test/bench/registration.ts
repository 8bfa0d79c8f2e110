import { withBenchDatabase } from './support/bench-database.js';
import { singleRowInserts } from './support/peer.js';
import { buildProvince } from './support/province.js';
import type { Report } from './support/report.js';
import { reportRush, rush } from './support/rush.js';
import { openSeatPath } from './support/seat-path.js';

const clients = 128;

/** One hot class: service level, one process. Bar: 4x the durable single-row inserts, p99 under 20 ms. */
export async function run(report: Report, classes = 1): Promise<void> {
  await withBenchDatabase(async (url) => {
    const limit = await singleRowInserts(url);
    const people = 60_000;
    const province = await buildProvince(url, { people, classes, capacity: (2 * people) / classes });
    const path = await openSeatPath(url);
    try {
      const warm = { ...province, people: province.people.splice(0, 5_000) };
      await rush(path, warm, clients);
      reportRush(report, await rush(path, province, clients), limit, { clients, classes });
    } finally {
      await path.close();
    }
  });
}
