import { Injectable } from '@nestjs/common';
import { systemActor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import { Account } from './account.entity.js';
import { Assignment } from './assignment.entity.js';
import type { Person } from './person-directory.port.js';

/** Accounts of people in the cadre register: made when they are first needed, one a person. */
@Injectable()
export class RegisterAccounts {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** The account of a person, or undefined when none was needed yet. */
  async find(traineeId: string): Promise<{ id: string; state: 'active' | 'disabled' } | undefined> {
    return this.database.one(
      `select a.id, a.state from responsibility.assignment x
       join responsibility.account a on a.id = x.account_id
       where x.trainee_id = $1 and x.role = 'trainee'`,
      [traineeId],
    );
  }

  /** The account of a person, made if there is none. Their phone stays in the register, which knows it best. */
  ensure(person: Person): Promise<{ id: string; state: 'active' | 'disabled' }> {
    return this.database.transaction(async () => {
      await this.database.execute('select pg_advisory_xact_lock(hashtextextended($1::text, 7451013))', [
        person.traineeId,
      ]);
      const found = await this.find(person.traineeId);
      if (found) return found;
      const accounts = this.database.repository(Account);
      const account = await accounts.save(accounts.create({ name: person.name }));
      await this.audit.record(systemActor, {
        action: 'account.create',
        subjectType: 'account',
        subjectId: account.id,
        after: { traineeId: person.traineeId },
      });
      await this.link(account.id, person);
      return { id: account.id, state: 'active' };
    });
  }

  /** Lets an account that exists for another reason also act as the person of the register. */
  async link(accountId: string, person: Person): Promise<void> {
    await this.database.repository(Assignment).insert({
      accountId,
      role: 'trainee',
      traineeId: person.traineeId,
      divisionId: person.divisionId,
      validFrom: this.clock.today(),
    });
  }
}
