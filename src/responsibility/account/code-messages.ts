import { Injectable } from '@nestjs/common';
import { RequestContext } from '../../foundation/http/request-context.js';
import { Notifier } from '../../foundation/notification/notifier.js';

/** Sends codes by text message, in the reader's language; they are wiped from the outbox once sent. */
@Injectable()
export class CodeMessages {
  constructor(
    private readonly notifier: Notifier,
    private readonly context: RequestContext,
  ) {}

  async send(phone: string, code: string, minutes: number): Promise<void> {
    await this.notifier.send(
      { phone, language: this.context.current?.language },
      'account.code.message',
      { code, minutes },
      { channels: ['sms'], secret: true },
    );
  }
}
