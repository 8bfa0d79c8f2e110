import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signInPeople } from '../bench/support/people-signed-in.js';
import { buildProvince, type Province } from '../bench/support/province.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { query } from '../support/postgres-query.js';
import {
  brokenInvariants,
  killLeftProcesses,
  type ProductProcess,
  startMain,
} from '../support/product-process.js';
import { faultsOf, rush } from './rush.js';

const people = 600;
const capacity = 150;

describe('a web process killed during a registration rush', () => {
  let database: TestDatabase;
  let folder: string;
  let environment: Record<string, string>;
  let province: Province;
  let tokens: string[];
  let webs: ProductProcess[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'zhixing-killed-'));
    database = await createTestDatabase();
    province = await buildProvince(database.url, { people, classes: 2, capacity, waitlistCapacity: people });
    // The first class has its quota, the second gives its seats to whoever comes first.
    await query(
      database.url,
      `update integration.class set quota_id = null where id = '${province.classIds[1]!}'`,
    );
    tokens = await signInPeople(
      database.url,
      province.people.map((person) => ({ ...person, role: 'trainee' })),
    );
    environment = {
      DATABASE_URL: database.url,
      DATA_DIR: folder,
      PROCESSES: 'web',
      DEMO: '0',
      DATABASE_POOL: '10',
    };
    webs = await Promise.all([startMain({ environment }), startMain({ environment })]);
  });
  afterAll(async () => {
    await killLeftProcesses();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('loses no acknowledged place, counts right and keeps the order of the waitlist', async () => {
    const [victim] = webs;
    let restarted: Promise<unknown> | undefined;
    let places = 0;
    const results = await Promise.all(
      province.classIds.map((classId) =>
        rush(webs, { classId, tokens, clients: 32 }, () => {
          if (++places < people / 2 || restarted) return;
          restarted = victim!.kill().then(() => startMain({ environment }, victim!.port));
        }),
      ),
    );
    await restarted;
    for (const [index, { acknowledged, statuses }] of results.entries()) {
      // Each person is acknowledged once: who lost the answer asked again with the same key, and got the same place.
      expect([...statuses.keys()].sort()).toEqual([0, 201]);
      expect(acknowledged).toHaveLength(people);
      expect(new Set(acknowledged.map(({ enrollmentId }) => enrollmentId)).size).toBe(people);
      const classId = province.classIds[index]!;
      expect(await faultsOf(database.url, classId, acknowledged, index === 0)).toEqual([]);
    }
  });

  it('leaves no hold of a quota without its seat, and every invariant whole', async () => {
    expect(await query(database.url, 'select sum(held)::int as held from responsibility.allocation')).toEqual(
      [{ held: capacity }],
    );
    expect(await brokenInvariants(environment)).toBe('');
  });
});
