import type { Running } from '../boot.js';
import { systemActor } from '../foundation/access/actor.js';
import { Database } from '../foundation/database/database.js';
import { AccountService } from '../responsibility/account/account.service.js';
import { DivisionImportService } from '../responsibility/division/division-import.service.js';
import { DivisionService } from '../responsibility/division/division.service.js';
import { shaanxiEdition } from '../responsibility/division/shaanxi.js';
import { loadDemo } from './demo/demo.js';

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
 * Fills an empty database: the divisions, then the demonstration or one administrator. A start that was cut off is
 * taken up where it broke. Returns the lines to print.
 */
export async function firstStart({ app, configuration, databaseUrl }: Running): Promise<string[]> {
  await app.init();
  const divisions = app.get(DivisionService, { strict: false });
  if (!(await divisions.root()))
    await app.get(DivisionImportService, { strict: false }).import(systemActor, shaanxiEdition());
  const database = app.get(Database, { strict: false });
  if (!configuration.demo) return administrator(app.get(AccountService, { strict: false }));
  if (await isEmpty(database)) {
    await loadDemo(app, databaseUrl, configuration.demoPassword);
    await database.execute(
      `insert into foundation.setting (name, value) values ('demo', 'true') on conflict do nothing`,
    );
  }
  if (!(await database.one(`select 1 from foundation.setting where name = 'demo'`))) return [];
  return [
    `Demo accounts: ${demoUsernames.join(', ')}; password ${shownPassword(configuration.demoPassword)}`,
  ];
}

async function isEmpty(database: Database): Promise<boolean> {
  const row = await database.one(
    'select 1 where exists (select from responsibility.account) or exists (select from targeting.trainee)',
  );
  return row === undefined;
}

async function administrator(accounts: AccountService): Promise<string[]> {
  const created = await accounts.createFirstAdministrator();
  return created ? [`Administrator: ${created.username}; one-time password ${created.password}`] : [];
}

function shownPassword(password: string): string {
  return password === 'zhixing-demo' ? password : '(as set in DEMO_PASSWORD)';
}
