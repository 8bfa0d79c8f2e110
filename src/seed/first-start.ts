import { type Running, say } from '../boot.js';
import { systemActor } from '../foundation/access/actor.js';
import { Database } from '../foundation/database/database.js';
import { FirstAdministratorService } from '../responsibility/account/first-administrator.service.js';
import { DivisionImportService } from '../responsibility/division/division-import.service.js';
import { DivisionService } from '../responsibility/division/division.service.js';
import { shaanxiEdition } from '../responsibility/division/shaanxi.js';
import { loadDemo } from './demo/demo.js';
import { loading, underFirstStartLock } from './half-loaded.js';

const demoUsernames = [
  'admin',
  'coordinator',
  'city',
  'county',
  'host',
  'unit',
  'instructor',
  'supervisor',
  'trainee',
];

/**
 * Fills an empty database: the divisions, then the demonstration or one administrator. Processes that start together
 * wait for each other. A demonstration that is cut off stays marked; `clearHalfLoaded` removes it at the next
 * start. Returns the lines to print.
 */
export async function firstStart({ app, configuration, databaseUrl }: Running): Promise<string[]> {
  await app.init();
  return underFirstStartLock(databaseUrl, async () => {
    const divisions = app.get(DivisionService, { strict: false });
    if (!(await divisions.root()))
      await app.get(DivisionImportService, { strict: false }).import(systemActor, shaanxiEdition());
    if (!configuration.demo) return administrator(app.get(FirstAdministratorService, { strict: false }));
    const database = app.get(Database, { strict: false });
    if (await isEmpty(database)) {
      await mark(database, loading);
      say('Loading the demonstration ...');
      await loadDemo(app, databaseUrl, configuration.demoPassword);
      await mark(database, true);
    }
    if (!(await database.one(`select 1 from foundation.setting where name = 'demo'`))) return [];
    return [
      `Demo accounts: ${demoUsernames.join(', ')}; password ${shownPassword(configuration.demoPassword)}`,
    ];
  });
}

async function mark(database: Database, state: typeof loading | true): Promise<void> {
  await database.execute(
    `insert into foundation.setting (name, value) values ('demo', $1)
     on conflict (name) do update set value = excluded.value, changed_at = now()`,
    [JSON.stringify(state)],
  );
}

async function isEmpty(database: Database): Promise<boolean> {
  const row = await database.one(
    'select 1 where exists (select from responsibility.account) or exists (select from targeting.trainee)',
  );
  return row === undefined;
}

async function administrator(first: FirstAdministratorService): Promise<string[]> {
  const created = await first.appoint();
  return created ? [`Administrator: ${created.username}; one-time password ${created.password}`] : [];
}

function shownPassword(password: string): string {
  return password === 'zhixing-demo' ? password : '(as set in DEMO_PASSWORD)';
}
