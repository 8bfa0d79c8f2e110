import type { Actor, Role } from '../../foundation/access/actor.js';
import { systemActor } from '../../foundation/access/actor.js';
import type { AccountService } from '../../responsibility/account/account.service.js';
import type { Division } from '../../responsibility/division/division.entity.js';

/** The people of the demonstration; every one signs in with the demo password. */
export interface DemoAccount {
  username: string;
  name: string;
  role: Role;
  division?: Division;
  organizationId?: string;
  traineeId?: string;
  phone?: string;
}

/** Makes the accounts and gives each as the actor it is, so that the demonstration can act through the services. */
export async function createDemoAccounts(
  accounts: AccountService,
  password: string,
  people: DemoAccount[],
): Promise<Map<string, Actor>> {
  const actors = new Map<string, Actor>();
  for (const { username, name, role, division, organizationId, traineeId, phone } of people) {
    const account = await accounts.createAccount(systemActor, {
      username,
      name,
      password,
      phone,
      assignments: [{ role, divisionId: division?.id, organizationId, traineeId }],
    });
    actors.set(username, {
      accountId: account.id,
      name,
      role,
      ...(division && {
        division: { id: division.id, code: division.code, name: division.name, level: division.level },
      }),
      ...(organizationId !== undefined && { organizationId }),
      ...(traineeId !== undefined && { traineeId }),
    });
  }
  return actors;
}
