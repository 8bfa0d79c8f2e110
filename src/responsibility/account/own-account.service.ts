import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Configuration } from '../../foundation/config/configuration.js';
import { Database } from '../../foundation/database/database.js';
import { NotFound } from '../../foundation/error/domain-error.js';
import { Account, Language } from './account.entity.js';
import { passwordHasExpired } from './password.rules.js';

/** What people see of the own account. */
export interface OwnAccount {
  id: string;
  username: string | null;
  name: string;
  phone: string | null;
  language: Language;
  hasPassword: boolean;
  mustChangePassword: boolean;
  /** Too old, where passwords expire. */
  passwordExpired: boolean;
}

/** The actor's own account. */
@Injectable()
export class OwnAccountService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly configuration: Configuration,
  ) {}

  async one(actor: Actor): Promise<OwnAccount> {
    const row = await this.database.one<Omit<OwnAccount, 'passwordExpired'> & { passwordSetAt: Date | null }>(
      `select id, username, name, phone, language, password_hash is not null as "hasPassword",
         must_change_password as "mustChangePassword",
         case when password_hash is not null then password_changed_at end as "passwordSetAt"
       from responsibility.account where id = $1`,
      [actor.accountId],
    );
    if (!row) throw new NotFound();
    const { passwordSetAt, ...account } = row;
    const { passwordDays } = this.configuration;
    return { ...account, passwordExpired: passwordHasExpired(passwordSetAt, this.clock.now(), passwordDays) };
  }

  /** The language the account reads in; from now on also that of its messages. */
  async chooseLanguage(actor: Actor, language: Language): Promise<void> {
    await this.database.repository(Account).update({ id: actor.accountId }, { language });
  }
}
