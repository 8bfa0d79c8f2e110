import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Configuration } from '../../foundation/config/configuration.js';
import { KeyWitness } from '../../foundation/crypto/key-witness.js';
import { Keyring } from '../../foundation/crypto/keyring.js';
import { Database } from '../../foundation/database/database.js';
import { Conflict, NotFound } from '../../foundation/error/domain-error.js';
import { AccountScope } from './account.scope.js';
import { Attempts } from './attempts.js';
import { PasswordService } from './password.service.js';
import { SecondFactorCheck, secretPurpose } from './second-factor-check.js';
import { SecondFactorRepository } from './second-factor.repository.js';
import { authenticatorAddress, newAuthenticatorSecret, newRecoveryCodes } from './second-factor.rules.js';
import { SignInService } from './sign-in.service.js';

/** What people see of the own second factor. */
export interface SecondFactorState {
  on: boolean;
  since: Date | null;
  recoveryCodesLeft: number;
  /** The installation asks for one in the role the actor acts in. */
  required: boolean;
}

/** A fresh secret, to be typed or scanned into an authenticator. */
export interface AuthenticatorSecret {
  secret: string;
  address: string;
}

/** Setting up one's authenticator, and taking it away again. */
@Injectable()
export class SecondFactorService {
  constructor(
    private readonly database: Database,
    private readonly repository: SecondFactorRepository,
    private readonly check: SecondFactorCheck,
    private readonly passwords: PasswordService,
    private readonly signIns: SignInService,
    private readonly scope: AccountScope,
    private readonly attempts: Attempts,
    private readonly keyring: Keyring,
    private readonly witness: KeyWitness,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly configuration: Configuration,
  ) {}

  async state(actor: Actor): Promise<SecondFactorState> {
    const stored = await this.repository.find(actor.accountId);
    const on = stored?.confirmedAt != null;
    return {
      on,
      since: stored?.confirmedAt ?? null,
      recoveryCodesLeft: on ? stored.recoveryCodesLeft : 0,
      required: this.configuration.secondFactorRequired && actor.role === 'administrator',
    };
  }

  /**
   * A fresh secret for an authenticator; an earlier one that was never confirmed is void. Asks for the password where
   * there is one, so that nobody binds their own phone to a desk that was left open.
   * @throws Conflict when one is in use, BrokenRule for a wrong password, TooMany
   */
  async begin(actor: Actor, password: string | undefined): Promise<AuthenticatorSecret> {
    const name = await this.passwords.proveOwn(actor, password ?? '');
    const secret = newAuthenticatorSecret();
    await this.database.transaction(async () => {
      await this.witness.note();
      const sealed = this.keyring.cipher.seal(secret, secretPurpose);
      if (!(await this.repository.begin(actor.accountId, sealed)))
        throw new Conflict('account.secondFactor.alreadyOn');
    });
    return { secret, address: authenticatorAddress(secret, name) };
  }

  /**
   * Turns the second factor on by its first code and ends every other sign-in.
   * @returns recovery codes, shown this once
   * @throws BrokenRule for a wrong code, Conflict when it was on already, NotFound when it wasn't begun, TooMany
   */
  async confirm(actor: Actor, code: string): Promise<string[]> {
    const stored = await this.repository.find(actor.accountId);
    if (!stored) throw new NotFound();
    if (stored.confirmedAt !== null) throw new Conflict('account.secondFactor.alreadyOn');
    await this.check.prove(actor.accountId, code);
    return this.database.transaction(async () => {
      if (!(await this.repository.confirm(actor.accountId, this.clock.now())))
        throw new Conflict('account.secondFactor.alreadyOn');
      const codes = await this.giveRecoveryCodes(actor.accountId);
      await this.signIns.endAll(actor, actor.accountId, actor.signInId);
      await this.record(actor, 'account.secondFactor.enable', actor.accountId);
      return codes;
    });
  }

  /** Fresh recovery codes in place of all earlier ones. */
  async renewRecoveryCodes(actor: Actor, code: string): Promise<string[]> {
    await this.mustBeOn(actor);
    await this.check.prove(actor.accountId, code);
    return this.database.transaction(async () => {
      await this.record(actor, 'account.secondFactor.recoveryCodes', actor.accountId);
      return this.giveRecoveryCodes(actor.accountId);
    });
  }

  /** Turns the own second factor off. */
  async disable(actor: Actor, code: string): Promise<void> {
    await this.mustBeOn(actor);
    await this.check.prove(actor.accountId, code);
    await this.database.transaction(async () => {
      await this.repository.remove(actor.accountId);
      await this.record(actor, 'account.secondFactor.disable', actor.accountId);
    });
  }

  /**
   * Takes away the second factor of somebody who lost phone and recovery codes, and ends their sign-ins.
   * @throws NotFound for an account out of reach or without one, Forbidden for one the actor can't manage
   */
  reset(actor: Actor, accountId: string): Promise<void> {
    return this.database.transaction(async () => {
      await this.scope.mustManage(actor, accountId);
      if (!(await this.repository.remove(accountId))) throw new NotFound();
      await this.attempts.clear('secondFactor', accountId);
      await this.signIns.endAll(actor, accountId);
      await this.record(actor, 'account.secondFactor.reset', accountId);
    });
  }

  private async giveRecoveryCodes(accountId: string): Promise<string[]> {
    const codes = newRecoveryCodes();
    const hashes = codes.map((code) => this.check.recoveryHash(accountId, code));
    await this.repository.replaceRecoveryCodes(accountId, hashes);
    return codes;
  }

  private async mustBeOn(actor: Actor): Promise<void> {
    if (!(await this.check.isOn(actor.accountId))) throw new NotFound();
  }

  private record(actor: Actor, action: string, accountId: string): Promise<void> {
    return this.audit.record(actor, { action, subjectType: 'account', subjectId: accountId });
  }
}
