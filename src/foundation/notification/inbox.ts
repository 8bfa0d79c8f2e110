import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { Clock } from '../clock/clock.js';
import { Bindings } from '../database/bindings.js';
import { Database } from '../database/database.js';
import { defaultPageSize, Page, pageOf, positionOf } from '../database/keyset.js';
import { NotFound } from '../error/domain-error.js';
import type { InboxQuery } from './message.dto.js';
import { Message, messageColumns } from './message.js';

const shown = `channel = 'inApp' and state = 'sent'`;

/** The messages an account finds when it comes in; each person's own only. */
@Injectable()
export class Inbox {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Newest first. */
  async list(actor: Actor, query: InboxQuery): Promise<Page<Message>> {
    const bindings = new Bindings();
    const conditions = [shown, `account_id = ${bindings.add(actor.accountId)}`];
    if (query.unread) conditions.push('read_at is null');
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

  async unread(accountId: string): Promise<number> {
    const row = await this.database.one<{ count: number }>(
      `select count(*)::int as count from foundation.message
       where ${shown} and account_id = $1 and read_at is null`,
      [accountId],
    );
    return row?.count ?? 0;
  }

  /** Marks one message as read. @throws NotFound also for a message to somebody else */
  async read(actor: Actor, id: string): Promise<Message> {
    const message = await this.database.one<Message>(
      `update foundation.message set read_at = coalesce(read_at, $3)
       where ${shown} and account_id = $1 and id = $2 returning ${messageColumns}`,
      [actor.accountId, id, this.clock.now()],
    );
    if (!message) throw new NotFound();
    return message;
  }

  /** Marks all as read; returns how many were not. */
  async readAll(actor: Actor): Promise<number> {
    return this.database.execute(
      `update foundation.message set read_at = $2 where ${shown} and account_id = $1 and read_at is null`,
      [actor.accountId, this.clock.now()],
    );
  }
}
