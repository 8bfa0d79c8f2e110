import { ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Role } from '../../src/foundation/access/actor.js';
import type { Database } from '../../src/foundation/database/database.js';
import { HttpClient } from './support/http-client.js';
import { numberOption } from './support/options.js';
import { PersonToBe, signInPeople } from './support/people-signed-in.js';
import { percentile, Report, rounded } from './support/report.js';
import { wantedSize, withGround } from './support/roll-up-copies.js';
import { startWeb } from './support/web-process.js';

const clients = 16;
const rounds = 3;
const people = 48;

/** Who asks for a page: the path and the role of its readers. */
const pages: { path: string; role: Role }[] = [
  { path: '/monitor', role: 'supervisor' },
  { path: '/classes', role: 'coordinator' },
  { path: '/m', role: 'trainee' },
];

interface Slice {
  pages: number;
  milliseconds: number[];
  seconds: number;
}

/**
 * Signed-in HTML pages of one web process, people of different divisions, in turns with a bare Nest + Fastify route
 * behind the same guard. Bars: `/monitor` 0.05x, `/m` 0.1x. `--size=` facts, `--seconds=` of a slice.
 */
export async function run(report: Report): Promise<void> {
  const seconds = numberOption('seconds', 3);
  await withGround(wantedSize(), async ({ url, database }) => {
    await seat(database);
    await database.query('vacuum analyze');
    const readers = await readersOf(database);
    const tokens = await signInPeople(url, readers);
    const web = await startWeb(url);
    const bare = await startBare(url);
    const client = new HttpClient(clients);
    try {
      for (const { path, role } of pages) {
        const own = tokens.filter((_, index) => readers[index]?.role === role);
        const ours = { pages: 0, seconds: 0, milliseconds: [] as number[] };
        const limit = { pages: 0, seconds: 0 };
        for (let round = 0; round <= rounds; round++) {
          const reads = await slice(client, { port: bare.port, path: '/bare', tokens: own, seconds });
          const shown = await slice(client, { port: web.port, path, tokens: own, seconds });
          // The first round warms up.
          if (round === 0) continue;
          limit.pages += reads.pages;
          limit.seconds += reads.seconds;
          ours.pages += shown.pages;
          ours.seconds += shown.seconds;
          ours.milliseconds.push(...shown.milliseconds);
        }
        const [perSecond, barePerSecond] = [ours.pages / ours.seconds, limit.pages / limit.seconds];
        report({
          metric: 'throughput',
          value: rounded(perSecond, 1),
          unit: 'pages/s',
          limit: rounded(barePerSecond, 1),
          ratio: rounded(perSecond / barePerSecond, 3),
          n: ours.pages,
          detail: path,
          people: own.length,
          clients,
          load: loadavg()[0],
        });
        report({
          metric: 'p95',
          value: rounded(percentile(ours.milliseconds, 0.95)),
          unit: 'ms',
          n: ours.pages,
          detail: path,
        });
      }
    } finally {
      client.close();
      bare.child.disconnect();
      await web.stop();
    }
  });
}

async function slice(
  client: HttpClient,
  ask: { port: number; path: string; tokens: string[]; seconds: number },
): Promise<Slice> {
  const { port, path, tokens } = ask;
  const milliseconds: number[] = [];
  let next = 0;
  const begun = performance.now();
  const end = begun + ask.seconds * 1000;
  const walk = async () => {
    while (performance.now() < end) {
      const token = tokens[next++ % tokens.length] ?? '';
      const answer = await client.send({ port, path, token, headers: { accept: 'text/html' } });
      if (answer.status !== 200)
        throw new Error(`${path} answered ${answer.status}: ${answer.text.slice(0, 300)}`);
      milliseconds.push(answer.milliseconds);
    }
  };
  await Promise.all(Array.from({ length: clients }, walk));
  return { pages: milliseconds.length, milliseconds, seconds: (performance.now() - begun) / 1000 };
}

/** Every class gets its seats. */
async function seat(database: Database): Promise<void> {
  await database.query(
    `insert into integration.seat (class_id, capacity, waitlist_capacity, opens_at, closes_at, open)
     select id, 200, 0, now() - interval '9 days', now() - interval '8 days', false from integration.class
     on conflict do nothing`,
  );
}

async function readersOf(database: Database): Promise<PersonToBe[]> {
  const divisions = await database.query<{ id: string }>(
    'select id from responsibility.division where level <= 3 order by level, random() limit $1',
    [people],
  );
  const trainees = await database.query<{ id: string }>(
    'select id from targeting.trainee order by random() limit $1',
    [people],
  );
  return [
    ...(['supervisor', 'coordinator'] as const).flatMap((role) =>
      divisions.map(({ id }) => ({ accountId: randomUUID(), role, divisionId: id })),
    ),
    ...trainees.map(({ id }) => ({ accountId: randomUUID(), role: 'trainee' as const, traineeId: id })),
  ];
}

function startBare(url: string): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(fileURLToPath(new URL('support/bare-route.js', import.meta.url)), [url]);
  return new Promise((resolve, reject) => {
    child.once('message', ({ port }: { port: number }) => resolve({ child, port }));
    child.once('exit', (code) => reject(new Error(`The bare route ended with ${code ?? 'a signal'}`)));
  });
}
