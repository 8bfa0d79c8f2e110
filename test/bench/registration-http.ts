import { loadavg } from 'node:os';
import { withBenchDatabase } from './support/bench-database.js';
import { byClients, HttpClient } from './support/http-client.js';
import { numberOption } from './support/options.js';
import { signInPeople } from './support/people-signed-in.js';
import { buildProvince } from './support/province.js';
import { percentile, Report, rounded } from './support/report.js';
import { startWeb } from './support/web-process.js';

const clients = 64;
const rounds = 8;
const limitRoute = '/api/v1/divisions/610101000000';

/**
 * Signed-in trainees register over HTTP, everyone in one hot class after the other, in turns with a signed-in read of
 * one row by its key on the same server. Bar: 0.6x the reads, p95 under 60 ms. `--people=`, `--processes=`.
 */
export async function run(report: Report): Promise<void> {
  const count = numberOption('people', 2000);
  const processes = numberOption('processes', 1);
  await withBenchDatabase(async (url) => {
    const province = await buildProvince(url, { people: count, classes: rounds + 1, capacity: 20 * count });
    const tokens = await signInPeople(
      url,
      province.people.map((person) => ({ ...person, role: 'trainee' })),
    );
    const webs = await Promise.all(Array.from({ length: processes }, () => startWeb(url)));
    const client = new HttpClient(clients);
    try {
      const spent = { read: 0, claim: 0 };
      const took = { read: [] as number[], claim: [] as number[] };
      let refused = 0;
      const portOf = (index: number) => webs[index % webs.length]?.port ?? 0;
      for (const [round, classId] of province.classIds.entries()) {
        const people = tokens.map((token, index) => ({ token, port: portOf(index) }));
        const reads: number[] = [];
        const claims: number[] = [];
        const read = await byClients(clients, people, async (person) => {
          const { status, text, milliseconds } = await client.send({ ...person, path: limitRoute });
          if (status !== 200) throw new Error(`${limitRoute} answered ${status}: ${text.slice(0, 300)}`);
          reads.push(milliseconds);
        });
        const claim = await byClients(clients, people, async (person) => {
          const { status, milliseconds } = await client.send({
            ...person,
            method: 'POST',
            path: `/api/v1/classes/${classId}/enrollments`,
            body: {},
            headers: { 'idempotency-key': `bench-${round}` },
          });
          if (status >= 300) refused++;
          claims.push(milliseconds);
        });
        // The first round warms up.
        if (round === 0) continue;
        spent.read += read;
        spent.claim += claim;
        took.read.push(...reads);
        took.claim.push(...claims);
      }
      const [perSecond, limit] = [took.claim.length / spent.claim, took.read.length / spent.read];
      const details = { n: took.claim.length, clients, processes, limitRoute: `GET ${limitRoute}` };
      report({
        metric: 'throughput',
        value: rounded(perSecond, 0),
        unit: '/s',
        limit: rounded(limit, 0),
        ratio: rounded(perSecond / limit),
        refused,
        load: loadavg()[0],
        ...details,
      });
      for (const [metric, share] of [
        ['p50', 0.5],
        ['p95', 0.95],
        ['p99', 0.99],
      ] as const)
        report({
          metric,
          value: rounded(percentile(took.claim, share)),
          unit: 'ms',
          limit: rounded(percentile(took.read, share)),
          ...details,
        });
    } finally {
      client.close();
      await Promise.all(webs.map((web) => web.stop()));
    }
  });
}
