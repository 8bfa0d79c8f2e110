import { Injectable } from '@nestjs/common';
import { Clock } from '../../foundation/clock/clock.js';
import { Keyring } from '../../foundation/crypto/keyring.js';
import { Database } from '../../foundation/database/database.js';
import { NotSignedIn } from '../../foundation/error/domain-error.js';
import type { SignInKind } from './lifetime.rules.js';
import type { SignInWay } from './sign-in.service.js';

/** What was proved already, and by whom. */
export interface ProvedFirst {
  accountId: string;
  by: SignInWay['by'];
  kind: SignInKind;
}

const purpose = 'account.signInTicket';

/** Minutes within which the code must follow. */
const ticketMinutes = 10;

/**
 * Holds the first half of a sign-in until the second: sealed by the installation's keys, so that whoever carries it
 * can neither read nor make one. It opens nothing without a code.
 */
@Injectable()
export class SignInTickets {
  constructor(
    private readonly database: Database,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
  ) {}

  seal(proved: ProvedFirst): { ticket: string; expiresAt: Date } {
    const issuedAt = this.clock.now().getTime();
    const ticket = this.keyring.cipher.seal(JSON.stringify({ ...proved, issuedAt }), purpose);
    return { ticket, expiresAt: new Date(issuedAt + ticketMinutes * 60_000) };
  }

  /** @throws NotSignedIn for one that is forged or old, or whose account was shut or changed its password since */
  async open(ticket: string): Promise<ProvedFirst> {
    const { issuedAt, ...proved } = this.read(ticket);
    const account = await this.database.one(
      `select from responsibility.account
       where id = $1 and state = 'active' and (password_changed_at is null or password_changed_at <= $2)`,
      [proved.accountId, new Date(issuedAt)],
    );
    if (!account || this.clock.now().getTime() - issuedAt > ticketMinutes * 60_000)
      throw new NotSignedIn('account.secondFactor.ticketOld');
    return proved;
  }

  private read(ticket: string): ProvedFirst & { issuedAt: number } {
    try {
      return JSON.parse(this.keyring.cipher.open(ticket, purpose)) as ProvedFirst & { issuedAt: number };
    } catch {
      throw new NotSignedIn('account.secondFactor.ticketOld');
    }
  }
}
