import { Injectable } from '@nestjs/common';
import { Audit } from '../../foundation/audit/audit.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Keyring } from '../../foundation/crypto/keyring.js';
import { BrokenRule } from '../../foundation/error/domain-error.js';
import { Attempts } from './attempts.js';
import { nameLock } from './lock.rules.js';
import { normaliseSlipCode } from './secret.js';
import { SecondFactorRepository, StoredSecondFactor } from './second-factor.repository.js';
import { stepOfCode } from './second-factor.rules.js';

/** What the sealed secret and the hashes of recovery codes are bound to. */
export const secretPurpose = 'account.secondFactor';
const recoveryPurpose = 'account.recoveryCode';

/** Judges the codes of an authenticator and recovery codes: throttled, each taken once, refusals noted. */
@Injectable()
export class SecondFactorCheck {
  constructor(
    private readonly repository: SecondFactorRepository,
    private readonly attempts: Attempts,
    private readonly keyring: Keyring,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** Whether the account's sign-ins ask for a code. */
  async isOn(accountId: string): Promise<boolean> {
    const stored = await this.repository.find(accountId);
    return stored?.confirmedAt != null;
  }

  /**
   * Takes a code of the account's authenticator, or a recovery code in its place.
   * @throws BrokenRule on the field for one that is wrong, old or used; TooMany while locked
   */
  async prove(accountId: string, code: string, field = 'code'): Promise<void> {
    const attempt = await this.attempts.begin('secondFactor', accountId, nameLock);
    const stored = await this.repository.find(accountId);
    if (!stored || !(await this.isRight(accountId, stored, code))) {
      await this.audit.record(undefined, {
        action: attempt.seconds > 0 ? 'signIn.lock' : 'signIn.refuse',
        subjectType: 'account',
        subjectId: accountId,
        after: { by: 'secondFactor', ...(attempt.seconds > 0 ? { seconds: attempt.seconds } : {}) },
      });
      const refused = 'account.secondFactor.refused';
      throw new BrokenRule(refused, {}, [{ field, code: refused }]);
    }
    await this.attempts.clear('secondFactor', accountId);
  }

  /** The bytes a recovery code is kept as; equal codes of two accounts differ. */
  recoveryHash(accountId: string, code: string): Buffer {
    return this.keyring.lookup(`${accountId}\n${normaliseSlipCode(code)}`, recoveryPurpose);
  }

  private async isRight(accountId: string, stored: StoredSecondFactor, typed: string): Promise<boolean> {
    const code = typed.normalize('NFKC').replace(/\s/g, '');
    if (!/^\d{6}$/.test(code))
      return (
        stored.confirmedAt !== null &&
        this.repository.useRecoveryCode(accountId, this.recoveryHash(accountId, code), this.clock.now())
      );
    const secret = this.keyring.cipher.open(stored.secret, secretPurpose);
    const step = stepOfCode(code, secret, this.clock.now());
    return step !== undefined && this.repository.takeStep(accountId, step);
  }
}
