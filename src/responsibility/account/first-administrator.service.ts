import { Injectable } from '@nestjs/common';
import { systemActor } from '../../foundation/access/actor.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import { AccountService } from './account.service.js';

/** The administrator of an installation that starts empty. */
@Injectable()
export class FirstAdministratorService {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountService,
    private readonly clock: Clock,
  ) {}

  /**
   * Gives the one-time password to print. As long as it was never replaced, a later start gives a new one when the
   * old has run out; otherwise undefined.
   */
  async appoint(): Promise<{ username: string; password: string } | undefined> {
    const username = 'admin';
    const existing = await this.database.one<{ id: string; waiting: boolean }>(
      `select id, username = $1 and must_change_password
         and password_changed_at < $2::timestamptz - interval '7 days' as waiting
       from responsibility.account order by (username = $1) desc nulls last limit 1`,
      [username, this.clock.now()],
    );
    if (existing && !existing.waiting) return undefined;
    const id =
      existing?.id ??
      (
        await this.accounts.createAccount(systemActor, {
          username,
          name: '系统管理员',
          assignments: [{ role: 'administrator' }],
        })
      ).id;
    return { username, password: await this.accounts.giveOneTimePassword(systemActor, id) };
  }
}
