import { Injectable } from '@nestjs/common';
import { Actor, isSystem } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Configuration } from '../../foundation/config/configuration.js';
import { Database } from '../../foundation/database/database.js';
import { BrokenRule, Conflict, NotFound } from '../../foundation/error/domain-error.js';
import type { Page } from '../../foundation/database/keyset.js';
import { maskPhone } from '../../foundation/text/phone.rules.js';
import { DivisionService } from '../division/division.service.js';
import type { AccountQuery } from './account.dto.js';
import { AccountRepository, AccountRow } from './account.repository.js';
import { Account } from './account.entity.js';
import { AccountScope } from './account.scope.js';
import { Assignment } from './assignment.entity.js';
import { AssignmentService, NewAssignment } from './assignment.service.js';
import { Attempts } from './attempts.js';
import { passwordMustBeStrong } from './password.rules.js';
import { PasswordService } from './password.service.js';
import { hashSecret } from './secret.js';
import { SignInService } from './sign-in.service.js';

/** An account to be made. Without a password it waits for a one-time password or a slip. */
export interface NewAccount {
  username?: string | undefined;
  name: string;
  phone?: string | undefined;
  email?: string | undefined;
  password?: string | undefined;
  assignments: NewAssignment[];
}

/** What may be changed about an account by whoever manages it. */
export interface AccountChange {
  name?: string | undefined;
  phone?: string | null | undefined;
  email?: string | null | undefined;
}

/** The life of accounts: made, changed, disabled, unlocked. */
@Injectable()
export class AccountService {
  constructor(
    private readonly database: Database,
    private readonly repository: AccountRepository,
    private readonly divisions: DivisionService,
    private readonly scope: AccountScope,
    private readonly assignments: AssignmentService,
    private readonly passwords: PasswordService,
    private readonly signIns: SignInService,
    private readonly attempts: Attempts,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly configuration: Configuration,
  ) {}

  /** Accounts in the actor's reach. */
  async list(actor: Actor, query: AccountQuery): Promise<Page<AccountRow>> {
    const below = query.division === undefined ? undefined : await this.divisions.byCode(query.division);
    return this.repository.list(actor, query, below);
  }

  /** @throws NotFound for an account that doesn't exist or is out of reach */
  async one(actor: Actor, id: string): Promise<AccountRow> {
    const row = await this.repository.one(actor, id);
    if (!row) throw new NotFound();
    return row;
  }

  /**
   * Makes an account with its first roles.
   * @throws Conflict when the user name or phone is taken; BrokenRule for a weak password or no role from a coordinator
   */
  async createAccount(actor: Actor, wanted: NewAccount): Promise<Account> {
    if (wanted.assignments.length === 0 && !isSystem(actor) && actor.role !== 'administrator')
      throw new BrokenRule('account.assignment.needed');
    if (wanted.password !== undefined)
      passwordMustBeStrong(wanted.password, wanted, this.configuration.passwordMixed);
    const passwordHash = wanted.password === undefined ? null : await hashSecret(wanted.password);
    return this.database.transaction(async () => {
      await this.mustBeFree('username', wanted.username);
      await this.mustBeFree('phone', wanted.phone);
      const accounts = this.database.repository(Account);
      const account = await accounts.save(
        accounts.create({
          username: wanted.username?.toLowerCase() ?? null,
          name: wanted.name,
          phone: wanted.phone ?? null,
          email: wanted.email ?? null,
          passwordHash,
          passwordChangedAt: passwordHash === null ? null : this.clock.now(),
        }),
      );
      await this.audit.record(actor, {
        action: 'account.create',
        subjectType: 'account',
        subjectId: account.id,
        after: { username: account.username, name: account.name },
      });
      for (const assignment of wanted.assignments) await this.assignments.give(actor, account.id, assignment);
      return this.get(account.id);
    });
  }

  /** Changes how an account is called and reached; its sign-ins stay. */
  change(actor: Actor, accountId: string, change: AccountChange): Promise<Account> {
    return this.database.transaction(async () => {
      await this.scope.mustManage(actor, accountId);
      const before = await this.get(accountId);
      if (change.phone && change.phone !== before.phone) await this.mustBeFree('phone', change.phone);
      const given = Object.fromEntries(
        Object.entries(change).filter(
          ([field, value]) => value !== undefined && value !== before[field as keyof AccountChange],
        ),
      );
      const changed = Object.keys(given) as (keyof AccountChange)[];
      if (changed.length > 0) await this.database.repository(Account).update({ id: accountId }, given);
      await this.audit.record(actor, {
        action: 'account.change',
        subjectType: 'account',
        subjectId: accountId,
        before: noted(before, changed),
        // Two numbers can look alike once they are masked.
        after: { changed, ...noted(given, changed) },
      });
      return this.get(accountId);
    });
  }

  /** Shuts an account out from its next request on. Nobody disables the own account or the last administrator. */
  disable(actor: Actor, accountId: string): Promise<void> {
    if (actor.accountId === accountId) return Promise.reject(new Conflict('account.disableSelf'));
    return this.database.transaction(async () => {
      await this.scope.mustManage(actor, accountId);
      await this.database.repository(Account).update({ id: accountId }, { state: 'disabled' });
      await this.signIns.endAll(actor, accountId);
      if (await this.isAdministrator(accountId)) await this.scope.anAdministratorMustRemain();
      await this.audit.record(actor, {
        action: 'account.disable',
        subjectType: 'account',
        subjectId: accountId,
      });
    });
  }

  enable(actor: Actor, accountId: string): Promise<void> {
    return this.database.transaction(async () => {
      await this.scope.mustManage(actor, accountId);
      await this.database.repository(Account).update({ id: accountId }, { state: 'active' });
      await this.audit.record(actor, {
        action: 'account.enable',
        subjectType: 'account',
        subjectId: accountId,
      });
    });
  }

  /** Forgets the failures that locked an account's names out. */
  unlock(actor: Actor, accountId: string): Promise<void> {
    return this.database.transaction(async () => {
      await this.scope.mustManage(actor, accountId);
      const { username, phone } = await this.get(accountId);
      for (const name of [username, phone, accountId]) if (name) await this.attempts.clear('name', name);
      await this.attempts.clear('secondFactor', accountId);
      await this.audit.record(actor, {
        action: 'account.unlock',
        subjectType: 'account',
        subjectId: accountId,
      });
    });
  }

  /** A password that is shown once and must be changed at the first sign-in. */
  giveOneTimePassword(actor: Actor, accountId: string): Promise<string> {
    return this.database.transaction(async () => {
      await this.scope.mustManage(actor, accountId);
      const { username, phone } = await this.get(accountId);
      if (username === null && phone === null) throw new BrokenRule('account.username.needed');
      return this.passwords.giveOneTimePassword(actor, accountId);
    });
  }

  private isAdministrator(accountId: string): Promise<boolean> {
    return this.database.repository(Assignment).existsBy({ accountId, role: 'administrator' });
  }

  private async get(accountId: string): Promise<Account> {
    const account = await this.database.repository(Account).findOneBy({ id: accountId });
    if (!account) throw new NotFound();
    return account;
  }

  /** Unique keys are the last guard; this names the field. */
  private async mustBeFree(field: 'username' | 'phone', value: string | undefined): Promise<void> {
    if (value === undefined) return;
    if (await this.database.repository(Account).existsBy({ [field]: value.toLowerCase() }))
      throw new Conflict(`account.${field}.taken`, {}, [{ field, code: `account.${field}.taken` }]);
  }
}

/** The fields as the audit log keeps them: a number only so far that its holder knows it again. */
function noted(account: AccountChange, fields: (keyof AccountChange)[]): AccountChange {
  return Object.fromEntries(
    fields.map((field) => {
      const value = account[field] ?? null;
      return [field, field === 'phone' && value !== null ? maskPhone(value) : value];
    }),
  );
}
