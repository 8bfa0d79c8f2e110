import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Database } from '../../foundation/database/database.js';
import { BrokenRule, Conflict } from '../../foundation/error/domain-error.js';
import { Account } from './account.entity.js';
import { CodeMessages } from './code-messages.js';
import { codeRules, PhoneCodes } from './phone-codes.js';

/** Binding a phone to one's own account, so that a code to it signs in. */
@Injectable()
export class PhoneBindingService {
  constructor(
    private readonly database: Database,
    private readonly codes: PhoneCodes,
    private readonly messages: CodeMessages,
    private readonly audit: Audit,
  ) {}

  async sendCode(actor: Actor, phone: string): Promise<void> {
    const code = await this.codes.make(phone, { kind: 'binding', accountId: actor.accountId });
    await this.messages.send(phone, code, codeRules.minutes);
  }

  /**
   * Binds the phone. Whether it is another's is told only to who holds it.
   * @throws BrokenRule for a wrong code, Conflict when another account has it
   */
  async bind(actor: Actor, phone: string, code: string): Promise<void> {
    const codeId = await this.codes.check(phone, code, { kind: 'binding', accountId: actor.accountId });
    if (codeId === undefined || !(await this.codes.consume(codeId)))
      throw new BrokenRule('account.code.refused', {}, [{ field: 'code', code: 'account.code.refused' }]);
    await this.database.transaction(async () => {
      const accounts = this.database.repository(Account);
      const other = await accounts.findOneBy({ phone });
      if (other && other.id !== actor.accountId)
        throw new Conflict('account.phone.taken', {}, [{ field: 'phone', code: 'account.phone.taken' }]);
      await accounts.update({ id: actor.accountId }, { phone });
      await this.audit.record(actor, {
        action: 'account.bindPhone',
        subjectType: 'account',
        subjectId: actor.accountId,
      });
    });
  }
}
