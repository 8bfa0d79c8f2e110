import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import { NotFound, NotSignedIn } from '../../foundation/error/domain-error.js';
import { RequestContext } from '../../foundation/http/request-context.js';
import { AccountScope } from './account.scope.js';
import { Attempts } from './attempts.js';
import { addressGroup, addressLock } from './lock.rules.js';
import { Person, PersonDirectory } from './person-directory.port.js';
import { RegisterAccounts } from './register-accounts.js';
import { newSlipCode, slipHash } from './secret.js';

/** Days a printed slip waits for its owner. */
export const slipDays = 7;

/** A slip as it is printed; its code is shown this once. */
export interface Slip {
  traineeId: string;
  name: string;
  code: string;
  expiresAt: Date;
}

/** Activation slips for people who have no phone at hand: printed by their contact, good for one sign-in. */
@Injectable()
export class SlipService {
  constructor(
    private readonly database: Database,
    private readonly directory: PersonDirectory,
    private readonly accounts: RegisterAccounts,
    private readonly scope: AccountScope,
    private readonly attempts: Attempts,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly context: RequestContext,
  ) {}

  /**
   * Makes a slip for each person; an earlier slip of theirs is void.
   * @throws NotFound for a person out of the actor's reach, Forbidden for one who also holds a role above the actor's
   */
  async issue(actor: Actor, traineeIds: readonly string[]): Promise<Slip[]> {
    const people = await Promise.all(traineeIds.map((id) => this.person(actor, id)));
    const codes = await Promise.all(
      people.map(async (person) => {
        const code = newSlipCode();
        return { person, code, hash: await slipHash(code) };
      }),
    );
    return this.database.transaction(async () => {
      const slips: Slip[] = [];
      for (const { person, code, hash } of codes) slips.push(await this.make(actor, person, code, hash));
      return slips;
    });
  }

  /**
   * The account a slip was printed for; the slip is used up by asking.
   * @throws NotSignedIn for a slip that is unknown, old or used; TooMany
   */
  async accountOf(code: string): Promise<string> {
    const address = addressGroup(this.context.current?.address ?? '');
    await this.attempts.begin('address', address, addressLock);
    const row = await this.database.one<{ id: string }>(
      `update responsibility.sign_in_code c set used_at = $2
       from responsibility.account a
       where c.purpose = 'slip' and c.code_hash = $1 and c.used_at is null and c.expires_at > $2
         and a.id = c.account_id and a.state = 'active'
       returning a.id`,
      [await slipHash(code), this.clock.now()],
    );
    if (!row) {
      await this.audit.record(undefined, {
        action: 'signIn.refuse',
        subjectType: 'account',
        after: { by: 'slip' },
      });
      throw new NotSignedIn('account.slip.refused');
    }
    await this.attempts.giveBack('address', address);
    return row.id;
  }

  private async person(actor: Actor, traineeId: string): Promise<Person> {
    const person = await this.directory.findById(traineeId);
    if (!person) throw new NotFound();
    const own =
      actor.role === 'unitContact'
        ? person.organizationId !== null && person.organizationId === actor.organizationId
        : await this.scope.holds(actor, 'division', person.divisionId);
    if (!own) throw new NotFound();
    return person;
  }

  private async make(actor: Actor, person: Person, code: string, hash: string): Promise<Slip> {
    const account = await this.accounts.ensure(person);
    await this.scope.mustBeManageable(actor, account.id, person.traineeId);
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + slipDays * 24 * 3_600_000);
    await this.database.execute(
      `update responsibility.sign_in_code set used_at = $2
       where account_id = $1 and purpose = 'slip' and used_at is null`,
      [account.id, now],
    );
    await this.database.execute(
      `insert into responsibility.sign_in_code (purpose, account_id, code_hash, issued_by, created_at, expires_at)
       values ('slip', $1, $2, $3, $4, $5)`,
      [account.id, hash, actor.accountId, now, expiresAt],
    );
    await this.audit.record(actor, {
      action: 'account.printSlip',
      subjectType: 'account',
      subjectId: account.id,
    });
    return { traineeId: person.traineeId, name: person.name, code, expiresAt };
  }
}
