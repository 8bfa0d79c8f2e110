import { Injectable } from '@nestjs/common';
import { Database } from '../../foundation/database/database.js';
import { RequestContext } from '../../foundation/http/request-context.js';

/** Puts a code into the outbox as a text message; it leaves when the sender next looks. */
@Injectable()
export class CodeMessages {
  constructor(
    private readonly database: Database,
    private readonly context: RequestContext,
  ) {}

  async send(phone: string, code: string, minutes: number): Promise<void> {
    await this.database.execute(
      `insert into foundation.message (channel, address, template, params, language)
       values ('sms', $1, 'account.code.message', $2, $3)`,
      [phone, JSON.stringify({ code, minutes }), this.context.current?.language ?? 'zh-CN'],
    );
  }
}
