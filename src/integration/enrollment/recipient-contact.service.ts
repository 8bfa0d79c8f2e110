import { Injectable } from '@nestjs/common';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import type { Language } from '../../foundation/i18n/language.js';

/** Who answers for a call-up's recipient; without an account only the unit's phone is known. */
export interface Contact {
  recipientId: string;
  accountId: string | null;
  name: string;
  phone: string | null;
  email: string | null;
  language: Language;
}

/** Whom to ask and to tell about the people that a unit or a division has named. */
@Injectable()
export class RecipientContactService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Active accounts that answer for the recipients today, each line's unit phone after them. The caller has judged
   * that the asker may know.
   */
  of(recipientIds: readonly string[]): Promise<Contact[]> {
    if (recipientIds.length === 0) return Promise.resolve([]);
    return this.database.query<Contact>(
      `select recipient.id as "recipientId", account.id as "accountId", account.name, account.phone,
         account.email, account.language
       from integration.call_up_recipient recipient
       join responsibility.assignment assignment on (recipient.organization_id is not null
           and assignment.role = 'unitContact' and assignment.organization_id = recipient.organization_id)
         or (recipient.organization_id is null
           and assignment.role = 'coordinator' and assignment.division_id = recipient.division_id)
       join responsibility.account account on account.id = assignment.account_id and account.state = 'active'
       where recipient.id = any ($1::uuid[]) and assignment.valid_from <= $2
         and (assignment.valid_to is null or assignment.valid_to > $2)
       union all
       select recipient.id, null, coalesce(organization.contact_name, organization.name),
         organization.contact_phone, null, 'zh-CN'
       from integration.call_up_recipient recipient
       join responsibility.organization organization on organization.id = recipient.organization_id
       where recipient.id = any ($1::uuid[]) and organization.contact_phone is not null
         and not exists (select from responsibility.assignment assignment
           join responsibility.account account on account.id = assignment.account_id and account.state = 'active'
           where assignment.role = 'unitContact' and assignment.organization_id = organization.id
             and account.phone = organization.contact_phone)
       order by 1, 3`,
      [recipientIds, this.clock.today()],
    );
  }
}
