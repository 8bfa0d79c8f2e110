import { Injectable } from '@nestjs/common';
import { systemActor } from '../access/actor.js';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { defaultLanguage, Language } from '../i18n/language.js';
import { isTextKey, TextParams } from '../i18n/translate.js';
import { Jobs } from '../queue/jobs.js';
import { deliverMessages } from './deliver.queue.js';
import { Delivery } from './delivery.js';
import type { Channel } from './message.js';
import { Draft, MessageRepository } from './message.repository.js';

/** Who gets a message, and where; the caller knows the addresses. */
export interface Recipient {
  /** Gets it in the inbox. */
  accountId?: string | null | undefined;
  phone?: string | null | undefined;
  email?: string | null | undefined;
  language?: Language | undefined;
}

export interface SendOptions {
  /** Path of this site the message leads to. */
  link?: string;
  /**
   * Names the occasion, e.g. `class/<id>/reminder/1`: the same occasion reaches a person once by each channel. Also
   * the handle for {@link Notifier.cancelDue}.
   */
  dedupeKey?: string;
  /** Not before this business time; at once when left out. */
  dueAt?: Date;
  /** All that have an address when left out. */
  channels?: readonly Channel[];
  /** The parameters hold a code: never in the inbox, and wiped once it is sent (kept in the demonstration). */
  secret?: boolean;
}

/** Tells people something: in their inbox, by e-mail, by text message. */
@Injectable()
export class Notifier {
  constructor(
    private readonly database: Database,
    private readonly messages: MessageRepository,
    private readonly delivery: Delivery,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  /**
   * Writes the messages in the current transaction; they leave after its commit, when they are due.
   * @param template catalogue key under which `subject` and `text` stand, e.g. `class.message.reminder`
   * @returns how many messages are new
   */
  async send(
    recipients: Recipient | Recipient[],
    template: string,
    params: TextParams = {},
    options: SendOptions = {},
  ): Promise<number> {
    for (const part of ['subject', 'text'])
      if (!isTextKey(`${template}.${part}`)) throw new Error(`The catalogues lack ${template}.${part}`);
    if (options.link !== undefined && !/^\/(?![/\\])/.test(options.link))
      throw new Error('A message leads to a path of this site');
    const now = this.clock.now();
    const drafts = [recipients]
      .flat()
      .flatMap((recipient) => this.draftsFor(recipient, { template, params, now, options }));
    if (drafts.length === 0) return 0;
    const written = await this.messages.write(drafts, now);
    const outward = drafts.some(({ channel, dueAt }) => channel !== 'inApp' && dueAt <= now);
    if (written > 0 && outward)
      await this.database.afterCommit(() => this.jobs.enqueue(systemActor, deliverMessages, {}));
    return written;
  }

  /** Takes back what has not left yet, e.g. the reminders of a class that was cancelled. */
  async cancelDue(dedupePrefix: string): Promise<number> {
    if (dedupePrefix === '') throw new Error('An empty prefix would cancel every message');
    return this.messages.cancelDue(dedupePrefix);
  }

  private draftsFor(
    { accountId, phone, email, language = defaultLanguage }: Recipient,
    message: { template: string; params: TextParams; now: Date; options: SendOptions },
  ): Draft[] {
    const { template, params, now, options } = message;
    const { link = null, dedupeKey, dueAt = now, channels, secret = false } = options;
    const wants = (channel: Channel): boolean => channels?.includes(channel) ?? true;
    const base = { template, params, language, link, secret, dueAt, accountId: accountId ?? null };
    const keyFor = (who: string): string | null => (dedupeKey === undefined ? null : `${dedupeKey}/${who}`);
    const drafts: Draft[] = [];
    if (accountId && !secret && wants('inApp'))
      drafts.push({ ...base, channel: 'inApp', address: null, dedupeKey: keyFor(accountId) });
    for (const [channel, address] of [['email', email] as const, ['sms', phone] as const])
      if (address && wants(channel) && this.delivery.takes(channel))
        drafts.push({ ...base, channel, address, dedupeKey: keyFor(accountId ?? address) });
    return drafts;
  }
}
