import type { Language } from '../i18n/language.js';

export type Channel = 'inApp' | 'email' | 'sms';

/** `sending` is entered before the message leaves, so that a crash never sends it twice. */
export type MessageState = 'due' | 'sending' | 'sent' | 'failed' | 'cancelled';

/** A row of `foundation.message`: one text to one person by one channel. */
export interface Message {
  id: string;
  channel: Channel;
  accountId: string | null;
  address: string | null;
  template: string;
  params: Record<string, unknown>;
  language: Language;
  link: string | null;
  secret: boolean;
  state: MessageState;
  dueAt: Date;
  attempts: number;
  error: string | null;
  sentAt: Date | null;
  readAt: Date | null;
  createdAt: Date;
}

/** The columns of a {@link Message}, for hand-written statements. */
export const messageColumns = `id, channel, account_id as "accountId", address, template, params, language, link,
  secret, state, due_at as "dueAt", attempts, error, sent_at as "sentAt", read_at as "readAt",
  created_at as "createdAt"`;
