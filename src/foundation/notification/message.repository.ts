import { Injectable } from '@nestjs/common';
import { Configuration } from '../config/configuration.js';
import { Database } from '../database/database.js';
import { Channel, Message, messageColumns } from './message.js';
import {
  deliveryAttempts,
  deliveryBackoff,
  inboxDays,
  outboxDays,
  sendingMinutes,
} from './notification.defaults.js';

/** A message about to be written. */
export type Draft = Pick<
  Message,
  'channel' | 'accountId' | 'address' | 'template' | 'params' | 'language' | 'link' | 'secret' | 'dueAt'
> & { dedupeKey: string | null };

/** Rows of messages. A secret's values are wiped as soon as it is done with, save in the demonstration. */
@Injectable()
export class MessageRepository {
  constructor(
    private readonly database: Database,
    private readonly configuration: Configuration,
  ) {}

  /** Writes the drafts whose dedupe key is new; what is in-app and due by `now` is in the inbox at once. */
  async write(drafts: Draft[], now: Date): Promise<number> {
    return this.database.execute(
      `insert into foundation.message
         (channel, account_id, address, template, params, language, link, secret, due_at, dedupe_key, state, sent_at)
       select channel, account_id, address, template, params, language, link, secret, due_at, dedupe_key,
              case when at_once then 'sent' else 'due' end, case when at_once then $2::timestamptz end
       from (select *, channel = 'inApp' and due_at <= $2::timestamptz as at_once
             from jsonb_to_recordset($1::jsonb) as draft
               (channel text, account_id uuid, address text, template text, params jsonb, language text,
                link text, secret boolean, due_at timestamptz, dedupe_key text)) draft
       on conflict (channel, dedupe_key) where dedupe_key is not null do nothing`,
      [
        JSON.stringify(
          drafts.map(({ accountId, dueAt, dedupeKey, ...draft }) => ({
            ...draft,
            account_id: accountId,
            due_at: dueAt,
            dedupe_key: dedupeKey,
          })),
        ),
        now,
      ],
    );
  }

  /** Puts in-app messages that became due into their inboxes. */
  async showDue(now: Date): Promise<number> {
    return this.database.execute(
      `update foundation.message set state = 'sent', sent_at = $1
       where channel = 'inApp' and state = 'due' and due_at <= $1`,
      [now],
    );
  }

  /** Takes the next due message of the channels and marks it as leaving. */
  async takeNext(channels: Channel[], now: Date): Promise<Message | undefined> {
    return this.database.one(
      `update foundation.message set state = 'sending', attempts = attempts + 1, tried_at = now()
       where id = (select id from foundation.message
                   where state = 'due' and due_at <= $2 and channel = any ($1)
                   order by due_at limit 1 for update skip locked)
       returning ${messageColumns}`,
      [channels, now],
    );
  }

  async sent(id: string, now: Date): Promise<void> {
    await this.database.execute(
      `update foundation.message
       set state = 'sent', sent_at = $2, error = null, params = ${this.paramsAfterwards}
       where id = $1 and state = 'sending'`,
      [id, now],
    );
  }

  /** Lets a message that did not get through wait for its next try, or gives it up. */
  async notSent({ id, attempts }: Message, error: string, final: boolean, now: Date): Promise<void> {
    const over = final || attempts >= deliveryAttempts;
    await this.database.execute(
      `update foundation.message
       set state = $2, error = $3, due_at = $4, params = ${over ? this.paramsAfterwards : 'params'}
       where id = $1 and state = 'sending'`,
      [id, over ? 'failed' : 'due', error, new Date(now.getTime() + deliveryBackoff * 2 ** (attempts - 1))],
    );
  }

  /** Messages whose process died while they left: nobody knows whether they arrived, so they aren't sent again. */
  async giveUpUnknown(): Promise<number> {
    return this.database.execute(
      `update foundation.message set state = 'failed', error = 'interrupted', params = ${this.paramsAfterwards}
       where state = 'sending' and tried_at < now() - $1::int * interval '1 minute'`,
      [sendingMinutes],
    );
  }

  /** Cancels what is not sent yet of every message whose dedupe key starts with the prefix. */
  async cancelDue(prefix: string): Promise<number> {
    return this.database.execute(
      `update foundation.message set state = 'cancelled', params = ${this.paramsAfterwards}
       where state = 'due' and starts_with(dedupe_key, $1)`,
      [prefix],
    );
  }

  /** Tries a message that was given up once more. False when it isn't, or its secret has been wiped. */
  async resend(id: string, now: Date): Promise<boolean> {
    const changed = await this.database.execute(
      `update foundation.message set state = 'due', attempts = 0, due_at = $2, error = null
       where id = $1 and state = 'failed' and not (secret and params = '{}')`,
      [id, now],
    );
    return changed > 0;
  }

  async purge(): Promise<number> {
    return this.database.execute(
      `delete from foundation.message
       where state not in ('due', 'sending')
         and created_at < now() - interval '1 day' * case channel when 'inApp' then $1::int else $2::int end`,
      [inboxDays, outboxDays],
    );
  }

  private get paramsAfterwards(): string {
    return this.configuration.demo ? 'params' : `case when secret then '{}'::jsonb else params end`;
  }
}
