import { ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { withBenchDatabase } from './support/bench-database.js';
import { HttpRush } from './support/http-rush.js';
import { numberOption, textOption } from './support/options.js';
import { buildProvince, Province } from './support/province.js';
import type { Report } from './support/report.js';
import type { Acknowledgement, RushShare } from './support/rush-process.js';
import { openSlowLink } from './support/slow-link.js';

const clients = 64;
const capacity = 100;
/** Milliseconds more to the database. */
const latencies = [0, 2];

const ways: { through: 'http' | 'services'; quota: boolean }[] = [
  { through: 'http', quota: false },
  { through: 'http', quota: true },
  { through: 'services', quota: false },
];

/** Where the two halves of a rush come in. */
interface Door {
  run(half: number, share: RushShare): Promise<Acknowledgement[]>;
  close(): Promise<void>;
}

interface Faults {
  oversold: number;
  misordered: number;
  missing: number;
  acknowledged: number;
}

/**
 * 200 people for 100 seats through two processes with 64 clients, while people are nominated and imported, the
 * waitlist is promoted and the capacity changes; again with 2 ms more to the database. Bar: all faults 0.
 * The two are web processes and every verb is a request, without a quota and with one; then the services alone, each in
 * a process of its own. `--through=http` or `services` runs one of them; `--rushes=` of each, 50 by default.
 */
export async function run(report: Report): Promise<void> {
  const rushes = numberOption('rushes', 50);
  const wanted = ways.filter(({ through }) => textOption('through', through) === through);
  await withBenchDatabase(async (url) => {
    const province = await buildProvince(url, {
      people: 240,
      classes: wanted.length * latencies.length * rushes,
      capacity,
      waitlistCapacity: 1000,
    });
    const classIds = [...province.classIds];
    for (const way of wanted)
      for (const latency of latencies) {
        const rushed = classIds.splice(0, rushes);
        if (!way.quota) await withoutQuota(url, rushed);
        const link = latency === 0 ? { url, close: () => undefined } : await openSlowLink(url, latency);
        const door = await (way.through === 'http' ? openHttp(link.url, province) : openProcesses(link.url));
        const sum: Faults = { oversold: 0, misordered: 0, missing: 0, acknowledged: 0 };
        for (const classId of rushed) {
          const faults = await rushOnce(url, door, province, classId, way.quota);
          for (const key of Object.keys(sum) as (keyof Faults)[]) sum[key] += faults[key];
        }
        await door.close();
        link.close();
        const details = { unit: 'count', n: rushes, clients, processes: 2, latency, ...way };
        for (const metric of ['oversold', 'misordered', 'missing'] as const)
          report({ metric, value: sum[metric], ...details, acknowledged: sum.acknowledged });
      }
  });
}

async function rushOnce(
  url: string,
  door: Door,
  province: Province,
  classId: string,
  quota: boolean,
): Promise<Faults> {
  const ids = province.people.map(({ traineeId }) => traineeId);
  const answers = await Promise.all(
    [0, 1].map((half) =>
      door.run(half, {
        classId,
        clients: clients / 2,
        people: province.people.slice(0, 200).filter((_, index) => index % 2 === half),
        nominated: ids.slice(200 + 20 * half, 210 + 20 * half),
        imported: ids.slice(210 + 20 * half, 220 + 20 * half),
        capacities: half === 0 ? [capacity + 5, capacity - 10] : [capacity + 2, capacity],
        promotions: 3,
      }),
    ),
  );
  return judge(url, classId, answers.flat(), quota);
}

/** With a quota somebody whose division has seats left may pass those who wait; no division gets more than its own. */
async function judge(
  url: string,
  classId: string,
  acknowledged: Acknowledgement[],
  quota: boolean,
): Promise<Faults> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string; seated: boolean; capacity: number }>(
      `select e.id, e.state not in ('waitlisted', 'cancelled') as seated, s.capacity
       from integration.enrollment e join integration.seat s on s.class_id = e.class_id
       where e.class_id = $1 order by e.number`,
      [classId],
    );
    const seated = rows.filter((row) => row.seated).length;
    const present = new Set(rows.map(({ id }) => id));
    const firstWaiting = rows.findIndex((row) => !row.seated);
    const overtook = firstWaiting < 0 ? 0 : rows.slice(firstWaiting).filter((row) => row.seated).length;
    const beyond = await client.query<{ count: number }>(
      `select coalesce(sum(greatest(used.seats - allocation.amount + allocation.allocated, 0)), 0)::integer as count
       from (select allocation_id, count(*) as seats from integration.enrollment
             where class_id = $1 and state not in ('waitlisted', 'cancelled') group by allocation_id) used
       join responsibility.allocation on allocation.id = used.allocation_id`,
      [classId],
    );
    return {
      oversold: Math.max(0, seated - (rows[0]?.capacity ?? 0)) + (beyond.rows[0]?.count ?? 0),
      misordered: (quota ? 0 : overtook) + countOvertaken(acknowledged),
      missing: acknowledged.filter(({ enrollmentId }) => !present.has(enrollmentId)).length,
      acknowledged: acknowledged.length,
    };
  } finally {
    await client.end();
  }
}

/** How many stand before somebody who had been acknowledged before they were even received. */
function countOvertaken(acknowledged: Acknowledgement[]): number {
  const byReceived = [...acknowledged].sort((a, b) => a.received - b.received);
  const byAcknowledged = [...acknowledged].sort((a, b) => a.acknowledged - b.acknowledged);
  let next = 0;
  let highest = 0;
  let overtaken = 0;
  for (const later of byReceived) {
    for (
      let earlier = byAcknowledged[next];
      earlier && earlier.acknowledged < later.received;
      earlier = byAcknowledged[++next]
    )
      highest = Math.max(highest, earlier.number);
    if (later.number < highest) overtaken++;
  }
  return overtaken;
}

async function withoutQuota(url: string, classIds: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('update integration.class set quota_id = null where id = any ($1::uuid[])', [classIds]);
  await client.end();
}

async function openProcesses(url: string): Promise<Door> {
  const processes = await Promise.all([startProcess(url), startProcess(url)]);
  return {
    run: (half, share) => {
      const child = processes[half];
      return child ? ask(child, share) : Promise.reject(new Error(`There is no process ${half}`));
    },
    close: () => {
      processes.forEach((child) => child.disconnect());
      return Promise.resolve();
    },
  };
}

async function openHttp(url: string, province: Province): Promise<Door> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ id: string }>(
    'select id from responsibility.division where level = 1',
  );
  await client.end();
  return HttpRush.open(url, { province, provinceId: rows[0]?.id ?? '', clients });
}

function startProcess(url: string): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('support/rush-process.js', import.meta.url)), [url]);
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child));
    child.once('exit', (code) => reject(new Error(`A rush process ended with ${code ?? 'a signal'}`)));
  });
}

function ask(child: ChildProcess, share: RushShare): Promise<Acknowledgement[]> {
  return new Promise((resolve, reject) => {
    child.once('message', (answer: { acknowledgements?: Acknowledgement[]; error?: string }) => {
      if (answer.acknowledgements) resolve(answer.acknowledgements);
      else reject(new Error(answer.error));
    });
    child.send(share);
  });
}
