import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { systemActor } from '../access/actor.js';
import { Audit } from '../audit/audit.js';
import { Clock } from '../clock/clock.js';
import { Bindings } from '../database/bindings.js';
import { Database } from '../database/database.js';
import { defaultPageSize, Page, pageOf, positionOf } from '../database/keyset.js';
import { Conflict } from '../error/domain-error.js';
import { Jobs } from '../queue/jobs.js';
import { deliverMessages } from './deliver.queue.js';
import type { OutboxQuery } from './message.dto.js';
import { Message, messageColumns } from './message.js';
import { MessageRepository } from './message.repository.js';

/** What left the house by e-mail and text message, and what became of it; for administrators. */
@Injectable()
export class Outbox {
  constructor(
    private readonly database: Database,
    private readonly messages: MessageRepository,
    private readonly jobs: Jobs,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** Newest first. */
  async list(query: OutboxQuery): Promise<Page<Message>> {
    const bindings = new Bindings();
    const conditions = [query.channel ? `channel = ${bindings.add(query.channel)}` : `channel <> 'inApp'`];
    if (query.state) conditions.push(`state = ${bindings.add(query.state)}`);
    const [after] = positionOf(query, 'id') ?? [];
    if (after !== undefined) conditions.push(`id < ${bindings.add(after)}`);
    const limit = query.limit ?? defaultPageSize;
    const rows = await this.database.query<Message>(
      `select ${messageColumns} from foundation.message where ${conditions.join(' and ')}
       order by id desc limit ${bindings.add(limit + 1)}`,
      bindings.values,
    );
    return pageOf(rows, limit, ({ id }) => [id]);
  }

  /** @throws Conflict when the message was not given up, or its code has been wiped */
  async resend(actor: Actor, id: string): Promise<void> {
    await this.database.transaction(async () => {
      if (!(await this.messages.resend(id, this.clock.now())))
        throw new Conflict('notification.error.notResendable');
      await this.audit.record(actor, { action: 'message.resend', subjectType: 'message', subjectId: id });
      await this.jobs.enqueue(systemActor, deliverMessages, {});
    });
  }
}
