import { Role, systemActor } from '../../src/foundation/access/actor.js';
import { AccountService } from '../../src/responsibility/account/account.service.js';
import { SignInService } from '../../src/responsibility/account/sign-in.service.js';
import { DivisionService } from '../../src/responsibility/division/division.service.js';
import type { TestApp } from './app.js';

/** Where a test person's role holds; `division` is a 12-digit code. */
export interface TestRole {
  role: Role;
  division?: string;
  organizationId?: string;
  traineeId?: string;
}

/** A signed-in test person; `headers` make a request theirs. */
export interface TestPerson {
  accountId: string;
  headers: { authorization: string };
}

let count = 0;

/** Makes an account with the roles and signs it in, without the cost of a password. */
export async function signIn(test: TestApp, ...roles: TestRole[]): Promise<TestPerson> {
  const divisions = test.app.get(DivisionService, { strict: false });
  const account = await test.app.get(AccountService, { strict: false }).createAccount(systemActor, {
    username: `person${++count}`,
    name: `测试${count}`,
    assignments: await Promise.all(
      roles.map(async ({ division, ...role }) => ({
        ...role,
        ...(division === undefined ? {} : { divisionId: (await divisions.byCode(division)).id }),
      })),
    ),
  });
  const { token } = await test.app
    .get(SignInService, { strict: false })
    .open(account.id, { by: 'password', kind: 'browser' });
  return { accountId: account.id, headers: { authorization: `Bearer ${token}` } };
}
