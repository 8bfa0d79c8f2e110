import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { INestApplicationContext } from '@nestjs/common';
import pg from 'pg';
import { AppModule } from '../../src/app.module.js';
import { Actor, systemActor } from '../../src/foundation/access/actor.js';
import { readConfiguration } from '../../src/foundation/config/configuration.js';
import { copyRows, type CopyValue } from '../../src/foundation/database/copy-rows.js';
import { Database } from '../../src/foundation/database/database.js';
import { createApp } from '../../src/foundation/http/create-app.js';
import { JobProgress } from '../../src/foundation/queue/job-progress.js';
import { readTable } from '../../src/foundation/spreadsheet/read-table.js';
import { AccountService } from '../../src/responsibility/account/account.service.js';
import { DivisionImportService } from '../../src/responsibility/division/division-import.service.js';
import { DivisionService } from '../../src/responsibility/division/division.service.js';
import { shaanxiEdition } from '../../src/responsibility/division/shaanxi.js';
import { TraineeCheckService } from '../../src/targeting/trainee/import/trainee-check.service.js';
import { TraineeImportService } from '../../src/targeting/trainee/import/trainee-import.service.js';
import { TraineeMergeService } from '../../src/targeting/trainee/import/trainee-merge.service.js';
import { peopleRows, workbookOf } from '../support/people-file.js';
import { withBenchDatabase } from './support/bench-database.js';
import type { Report } from './support/report.js';

const people = 50_000;
const badRows = Array.from({ length: 50 }, (_, index) => index * 991 + 7);

/**
 * 50,000 people from an .xlsx with 50 bad rows: validated, sealed, staged and merged, against the same reader alone
 * and a COPY of the same rows into a table like the register. Bar: 0.5x, and all 50 reported.
 */
export async function run(report: Report): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'zhixing-bench-import-'));
  try {
    await withBenchDatabase(async (url) => {
      const configuration = readConfiguration({ DATA_DIR: folder, PROCESSES: 'web', LOG_LEVEL: 'error' });
      const app = await createApp(AppModule.of(configuration, url), configuration);
      await app.init();
      try {
        await measure(app, url, join(folder, 'people.xlsx'), report);
      } finally {
        await app.close();
      }
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(
  app: INestApplicationContext,
  url: string,
  path: string,
  report: Report,
): Promise<void> {
  await app.get(DivisionImportService, { strict: false }).import(systemActor, shaanxiEdition());
  const { codes, villages } = await placesOf(url);
  await pipeline(
    workbookOf(peopleRows(people, { divisions: codes, villages }, badRows)),
    createWriteStream(path),
  );
  const actor = await coordinator(app);

  // The first import warms up the compiled code and the reader's thread, so that neither side pays for the other.
  for await (const _ of readTable(path));
  const imported = await importFile(app, actor, path);
  const limit = await peer(app, path);

  const { rowsNew, rowsBad } = imported;
  const value = people / imported.seconds;
  report({
    metric: 'throughput',
    value: Math.round(value),
    unit: 'rows/s',
    limit: Math.round(people / limit.seconds),
    ratio: Number((limit.seconds / imported.seconds).toFixed(2)),
    n: people,
    check: Number(imported.check.toFixed(2)),
    merge: Number(imported.merge.toFixed(2)),
    reader: Number(limit.reader.toFixed(2)),
    copy: Number(limit.copy.toFixed(2)),
  });
  report({ metric: 'difference', value: people - rowsNew - badRows.length, unit: 'rows', n: people });
  report({ metric: 'reported', value: rowsBad, unit: 'rows', limit: badRows.length, n: badRows.length });
}

async function importFile(app: INestApplicationContext, actor: Actor, path: string) {
  const imports = app.get(TraineeImportService, { strict: false });
  const { id } = await imports.upload(actor, { name: 'people.xlsx', content: createReadStream(path) });
  const progress = new JobProgress({ id: '00000000-0000-7000-8000-000000000001', attempt: 1, actor });
  const begun = performance.now();
  await app.get(TraineeCheckService, { strict: false }).check(id, progress);
  const checked = performance.now();
  await imports.merge(actor, id);
  const counts = await app.get(TraineeMergeService, { strict: false }).merge(actor, id, progress);
  const merged = performance.now();
  return {
    rowsNew: counts?.rowsNew ?? 0,
    rowsBad: counts?.rowsBad ?? 0,
    check: (checked - begun) / 1000,
    merge: (merged - checked) / 1000,
    seconds: (merged - begun) / 1000,
  };
}

/** The reader alone, and the rows that were imported by COPY into an identical table: columns, keys and indexes. */
async function peer(app: INestApplicationContext, path: string) {
  const database = app.get(Database, { strict: false });
  await database.execute('create table public.peer (like targeting.trainee including all)');
  const keys = await database.query<{ definition: string }>(
    `select pg_get_constraintdef(oid) as definition from pg_constraint
     where conrelid = 'targeting.trainee'::regclass and contype = 'f'`,
  );
  for (const { definition } of keys) await database.execute(`alter table public.peer add ${definition}`);
  const rows = await database.query<Record<string, CopyValue>>(
    `select id, name, pinyin_key, pinyin_initials, sex, birth_date::text, ethnicity, political_status, education,
       citizen_id_sealed, citizen_id_hash, citizen_id_last_four, phone, category, level, organization_id,
       organization_name, post, managing_division_id, division_id from targeting.trainee order by id`,
  );
  const columns = Object.keys(rows[0] ?? {});
  const values = rows.map((row) => columns.map((column) => row[column]));

  const begun = performance.now();
  for await (const _ of readTable(path));
  const read = performance.now();
  await database.transaction(() => copyRows(database, 'public.peer', columns, values));
  const copied = performance.now();
  return {
    reader: (read - begun) / 1000,
    copy: (copied - read) / 1000,
    seconds: (copied - begun) / 1000,
  };
}

async function coordinator(app: INestApplicationContext): Promise<Actor> {
  const division = await app.get(DivisionService, { strict: false }).byCode('610000000000');
  const account = await app.get(AccountService, { strict: false }).createAccount(systemActor, {
    name: '培训管理员',
    assignments: [{ role: 'coordinator', divisionId: division.id }],
  });
  const { id, code, name, level } = division;
  return {
    accountId: account.id,
    name: account.name,
    role: 'coordinator',
    division: { id, code, name, level },
  };
}

async function placesOf(url: string): Promise<{ codes: string[]; villages: string[] }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ code: string; level: number }>(
      'select code, level from responsibility.division where level in (3, 5) order by code',
    );
    const codesAt = (level: number) => rows.filter((row) => row.level === level).map(({ code }) => code);
    return { codes: codesAt(3), villages: codesAt(5) };
  } finally {
    await client.end();
  }
}
