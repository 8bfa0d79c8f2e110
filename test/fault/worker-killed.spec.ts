import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Actor, systemActor } from '../../src/foundation/access/actor.js';
import { Database } from '../../src/foundation/database/database.js';
import { Jobs } from '../../src/foundation/queue/jobs.js';
import { findDueClasses } from '../../src/integration/class/class-schedule.queue.js';
import { CertificateService } from '../../src/service/certificate/certificate.service.js';
import { StatisticsService } from '../../src/service/statistics/statistics.service.js';
import { JobProgress } from '../../src/foundation/queue/job-progress.js';
import { TraineeCheckService } from '../../src/targeting/trainee/import/trainee-check.service.js';
import { TraineeImportService } from '../../src/targeting/trainee/import/trainee-import.service.js';
import { createTestApp, type TestApp } from '../support/app.js';
import { actorIn, publishedClass } from '../support/call-up.js';
import { layCompletedClass } from '../support/completed-class.js';
import { peopleRows, workbookOf } from '../support/people-file.js';
import { brokenInvariants, killLeftProcesses, startWorker } from '../support/product-process.js';

const certificates = 700;
const checked = 20_000;
const merged = 5_000;
const classes = 80;
const bad = [3, 4_999, 5_000, 17_000, 19_999];

/** Jobs that are to be met in their middle, each with a query that tells when they are. */
const middles: Record<string, string> = {
  certificates: `select count(file_sha256) between 1 and ${certificates - 1} as hit from service.certificate`,
  check: `select bool_or(state = 'checking' and rows_read > 0) as hit from targeting.trainee_import
          where file_name = 'check.xlsx'`,
  merge: `select bool_or(state = 'running') as hit from foundation.job_run
          where name = 'trainee.import.merge'`,
  schedule: `select count(*) filter (where state = 'running') between 1 and ${classes - 1} as hit
             from integration.class where title = '到期的班'`,
};

describe('a worker killed in the middle of its jobs', () => {
  let test: TestApp;
  let database: Database;
  let coordinator: Actor;
  let environment: Record<string, string>;
  const met: string[] = [];

  const get = <Type>(type: new (...parts: never[]) => Type): Type => test.app.get(type, { strict: false });

  beforeAll(async () => {
    test = await createTestApp();
    database = get(Database);
    coordinator = await actorIn(test, 'coordinator', { division: '610000000000' });
    environment = {
      DATABASE_URL: test.database.url,
      DATA_DIR: test.configuration.dataFolder,
      ENCRYPTION_KEYS: test.configuration.encryptionKeys!,
      DATABASE_POOL: '10',
    };
    await layWork();
    await killInEveryMiddle();
  });
  afterAll(async () => {
    await killLeftProcesses();
    await test.close();
  });

  const upload = async (name: string, count: number, first: number, spoilt: number[]): Promise<string> => {
    const divisions = ['610122000000', '610124000000'];
    const content = workbookOf(peopleRows(count, { divisions, first }, spoilt));
    return (await get(TraineeImportService).upload(coordinator, { name, content })).id;
  };

  async function layWork(): Promise<void> {
    const names = Array.from(
      { length: certificates },
      (_, index) => `王${'一二三四五六七八九十'[index % 10]}`,
    );
    const done = await layCompletedClass(test, { names });
    const progress = new JobProgress({
      id: '01900000-0000-7000-8000-000000000009',
      attempt: 1,
      actor: coordinator,
    });
    const ready = await upload('merge.xlsx', merged, 100_000, []);
    await get(TraineeCheckService).check(ready, progress);
    await get(TraineeImportService).merge(coordinator, ready);
    await upload('check.xlsx', checked, 0, bad);
    await get(CertificateService).issue(done.coordinator, done.classId);
    for (let index = 0; index < classes; index++)
      await publishedClass(test, { inDays: 0, title: '到期的班' });
    await get(Jobs).enqueue(systemActor, findDueClasses, {});
  }

  /** Kills one worker after the other, each when it is in the middle of something not yet hit, until all was. */
  async function killInEveryMiddle(): Promise<void> {
    const left = new Set(Object.keys(middles));
    const end = Date.now() + 90_000;
    while (left.size > 0 && Date.now() < end) {
      const worker = await startWorker(environment);
      let hit: string[] = [];
      while (hit.length === 0 && Date.now() < end) {
        for (const name of left)
          if ((await database.one<{ hit: boolean | null }>(middles[name]!))?.hit) hit = [...hit, name];
        await sleep(5);
      }
      await worker.kill();
      for (const name of hit) left.delete(name);
      met.push(...hit);
      // Completions that nobody folds meanwhile.
      await layCompletedClass(test, { names: ['赵一', '钱二', '孙三'], division: '610100000000' });
    }
    await startWorker(environment);
    const unfinished = `select count(*)::int as jobs from foundation.job_run where not recurring and state <> 'succeeded'`;
    for (const patience = Date.now() + 90_000; Date.now() < patience;) {
      if ((await database.one<{ jobs: number }>(unfinished))?.jobs === 0) break;
      await sleep(200);
    }
  }

  it('was met by every kind of job, and each finished by itself', async () => {
    expect(met.sort()).toEqual(Object.keys(middles).sort());
    const states = await database.query(
      `select name, state, error, count(*)::int as n from foundation.job_run
       where not recurring group by 1, 2, 3 order by 1`,
    );
    expect(states).toEqual(
      ['certificate.render', 'class.start', 'trainee.import.check', 'trainee.import.merge'].map((name) =>
        expect.objectContaining({ name, state: 'succeeded' }),
      ),
    );
  });

  it('left one certificate per completion, each with whole bytes', async () => {
    const [row] = await database.query(
      `select count(*)::int as rows, count(distinct enrollment_id)::int as people, count(file_sha256)::int as files,
         count(distinct register_number)::int as numbers from service.certificate`,
    );
    expect(row).toEqual({
      rows: certificates,
      people: certificates,
      files: certificates,
      numbers: certificates,
    });
    const folder = join(test.configuration.dataFolder, 'files');
    const stored = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((path) => path.split('/'))
      .filter((parts) => parts.length === 3);
    const broken = stored.filter((parts) => {
      const bytes = readFileSync(join(folder, ...parts));
      return createHash('sha256').update(bytes).digest('hex') !== parts[2];
    });
    expect(broken).toEqual([]);
    const names = new Set(stored.map(([, , name]) => name));
    const kept = await database.query<{ sha256: string }>('select sha256 from foundation.stored_file');
    expect(kept.filter(({ sha256 }) => !names.has(sha256))).toEqual([]);
  });

  it('imported all good rows and reported all bad ones', async () => {
    const rows = await database.query(
      `select file_name, state, rows_new, rows_bad from targeting.trainee_import order by file_name`,
    );
    expect(rows).toEqual([
      { file_name: 'check.xlsx', state: 'checked', rows_new: checked - bad.length, rows_bad: bad.length },
      { file_name: 'merge.xlsx', state: 'merged', rows_new: merged, rows_bad: 0 },
    ]);
    const [people] = await database.query(
      `select count(*)::int as n, count(distinct citizen_id_hash)::int as different from targeting.trainee
       where phone like '138001%'`,
    );
    expect(people).toEqual({ n: merged, different: merged });
  });

  it('started every class once', async () => {
    const [row] = await database.query(
      `select count(*)::int as classes, count(*) filter (where state = 'running')::int as running
       from integration.class where title = '到期的班'`,
    );
    expect(row).toEqual({ classes, running: classes });
  });

  it('rolled up every completion exactly', async () => {
    await get(StatisticsService).foldOnce();
    expect((await get(StatisticsService).differences()).total).toBe(0);
    expect(await brokenInvariants(environment)).toBe('');
  });
});
