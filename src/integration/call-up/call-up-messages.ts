import { Injectable } from '@nestjs/common';
import { shanghaiMinute } from '../../foundation/clock/clock.js';
import type { TextParams } from '../../foundation/i18n/translate.js';
import { Notifier } from '../../foundation/notification/notifier.js';
import { Contact, RecipientContactService } from '../enrollment/recipient-contact.service.js';
import { CallUpRow, RecipientRow } from './call-up.repository.js';

/** Tells units what is asked of them; joins the caller's transaction. */
@Injectable()
export class CallUpMessages {
  constructor(
    private readonly people: RecipientContactService,
    private readonly notifier: Notifier,
  ) {}

  /** To the people who answer for the lines. Returns how many messages were written. */
  async toContacts(
    callUp: CallUpRow,
    recipients: RecipientRow[],
    template: 'issued' | 'extended' | 'withdrawn' | 'reminder',
    occasion: string,
    more: TextParams = {},
  ): Promise<number> {
    const contacts = await this.people.of(recipients.map(({ id }) => id));
    let written = 0;
    for (const recipient of recipients) {
      const people = contacts.filter(({ recipientId }) => recipientId === recipient.id);
      if (people.length === 0) continue;
      written += await this.notifier.send(
        people.map(({ accountId, phone, email, language }: Contact) => ({
          accountId,
          phone,
          email,
          language,
        })),
        `call-up.message.${template}`,
        {
          notice: callUp.noticeNo,
          title: callUp.classTitle,
          unit: recipient.name,
          amount: recipient.amount,
          missing: Math.max(recipient.amount - recipient.named, 0),
          deadline: shanghaiMinute(callUp.deadline),
          ...more,
        },
        { link: `/call-ups/${callUp.id}`, dedupeKey: `callUp/${callUp.id}/${recipient.id}/${occasion}` },
      );
    }
    return written;
  }

  /** To the account that issued the notice, or made it. */
  async toIssuer(callUp: CallUpRow, template: 'unused', occasion: string, params: TextParams): Promise<void> {
    if (callUp.issuedBy === null) return;
    await this.notifier.send(
      { accountId: callUp.issuedBy },
      `call-up.message.${template}`,
      { notice: callUp.noticeNo, title: callUp.classTitle, ...params },
      {
        link: `/classes/${callUp.classId}/call-ups`,
        dedupeKey: `callUp/${callUp.id}/${occasion}`,
        channels: ['inApp'],
      },
    );
  }

  /** Reminders of the notice that have not left yet are pointless from now on. */
  async forget(callUpId: string): Promise<void> {
    await this.notifier.cancelDue(`callUp/${callUpId}/`);
  }
}
