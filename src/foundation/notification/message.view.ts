import { Language } from '../i18n/language.js';
import { translate } from '../i18n/translate.js';
import { textOf } from './message.text.js';
import type { Message } from './message.js';

/** A message in an inbox. */
export interface InboxView {
  id: string;
  subject: string;
  text: string;
  link: string | null;
  sentAt: Date | null;
  readAt: Date | null;
}

export function inboxView(message: Message, language: Language): InboxView {
  const { id, link, sentAt, readAt } = message;
  return { id, ...textOf({ ...message, language }), link, sentAt, readAt };
}

/** A message in the delivery log. */
export interface OutboxView {
  id: string;
  channel: Message['channel'];
  address: string;
  subject: string;
  text: string;
  state: Message['state'];
  attempts: number;
  error: string | null;
  createdAt: Date;
  sentAt: Date | null;
  dueAt: Date;
}

/**
 * What the delivery log shows: addresses in part and no secrets, except in a demonstration, where the log stands in
 * for the phone.
 */
export function outboxView(message: Message, language: Language, demo: boolean): OutboxView {
  const { id, channel, state, attempts, error, createdAt, sentAt, dueAt } = message;
  const hidden = message.secret && !demo;
  const words = hidden ? undefined : textOf(message);
  const secret = translate(language, 'notification.outbox.secret');
  return {
    id,
    channel,
    address: demo ? (message.address ?? '') : maskAddress(message.address ?? ''),
    subject: words?.subject ?? secret,
    text: words?.text ?? secret,
    state,
    attempts,
    error,
    createdAt,
    sentAt,
    dueAt,
  };
}

/** `13800001234` becomes `138****1234`, `someone@example.org` becomes `s***@example.org`. */
export function maskAddress(address: string): string {
  if (address.includes('@')) return address.replace(/^(.)[^@]*/, '$1***');
  return address.replace(/^(.{3}).*(.{4})$/, '$1****$2');
}
