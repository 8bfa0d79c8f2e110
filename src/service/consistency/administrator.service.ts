import { Injectable } from '@nestjs/common';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import type { Recipient } from '../../foundation/notification/notifier.js';

/** Who is told when data does not agree with itself. */
@Injectable()
export class AdministratorService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Everybody who acts as administrator today. */
  active(): Promise<Recipient[]> {
    return this.database.query<{ accountId: string; language: 'zh-CN' | 'en' }>(
      `select account.id as "accountId", account.language from responsibility.account account
        where account.state = 'active' and exists (
          select from responsibility.assignment assignment
           where assignment.account_id = account.id and assignment.role = 'administrator'
             and assignment.valid_from <= $1 and (assignment.valid_to is null or assignment.valid_to > $1))`,
      [this.clock.today()],
    );
  }
}
