import pg from 'pg';
import { DataSource } from 'typeorm';
import type { Role } from '../../../src/foundation/access/actor.js';
import { Audit } from '../../../src/foundation/audit/audit.js';
import { Clock } from '../../../src/foundation/clock/clock.js';
import { dataSourceOptions } from '../../../src/foundation/database/data-source.options.js';
import { Database } from '../../../src/foundation/database/database.js';
import { RequestContext } from '../../../src/foundation/http/request-context.js';
import { SignInRepository } from '../../../src/responsibility/account/sign-in.repository.js';
import { SignInService } from '../../../src/responsibility/account/sign-in.service.js';
import { byClients } from './http-client.js';

/** An account to be: a trainee's, or a role for a division. */
export interface PersonToBe {
  accountId: string;
  role: Role;
  divisionId?: string;
  traineeId?: string;
}

/** Makes the accounts that are not there yet in one statement each and signs them in as a password would; tokens in the order given. */
export async function signInPeople(url: string, people: readonly PersonToBe[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(
      `insert into responsibility.account (id, username, name)
       select id, 'bench-' || id, '测试' from unnest($1::uuid[]) as account (id) on conflict (id) do nothing`,
      [people.map(({ accountId }) => accountId)],
    );
    await client.query(
      `insert into responsibility.assignment (account_id, role, division_id, trainee_id)
       select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[]) on conflict do nothing`,
      [
        people.map(({ accountId }) => accountId),
        people.map(({ role }) => role),
        people.map(({ divisionId }) => divisionId ?? null),
        people.map(({ traineeId }) => traineeId ?? null),
      ],
    );
    await client.query('analyze responsibility.account, responsibility.assignment');
  } finally {
    await client.end();
  }
  const source = await new DataSource(dataSourceOptions(url, { pool: 16 })).initialize();
  try {
    const database = new Database(source);
    const audit = new Audit(database, new RequestContext());
    const service = new SignInService(database, new SignInRepository(database), audit, new Clock());
    const tokens = new Map<string, string>();
    await byClients(16, people, async ({ accountId }) => {
      tokens.set(accountId, (await service.open(accountId, { by: 'password', kind: 'browser' })).token);
    });
    return people.map(({ accountId }) => tokens.get(accountId) ?? '');
  } finally {
    await source.destroy();
  }
}
