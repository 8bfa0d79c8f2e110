import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional } from 'class-validator';
import { PageQuery } from '../database/keyset.js';
import type { MessageState } from './message.js';

/** Filters of the inbox. */
export class InboxQuery extends PageQuery {
  /** Only what has not been read. */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' || value === '1' ? true : value))
  @IsBoolean()
  unread?: boolean;
}

const states = ['due', 'sending', 'sent', 'failed', 'cancelled'] as const satisfies MessageState[];

/** Filters of the outbox. */
export class OutboxQuery extends PageQuery {
  @IsOptional()
  @IsIn(['email', 'sms'])
  channel?: 'email' | 'sms';

  @IsOptional()
  @IsIn(states)
  state?: MessageState;
}
