import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { Asker } from '../access/asker.decorator.js';
import { Allow } from '../access/policy.decorator.js';
import { Configuration } from '../config/configuration.js';
import { IdPipe } from '../http/id.pipe.js';
import { RequestContext } from '../http/request-context.js';
import { defaultLanguage } from '../i18n/language.js';
import { Page } from '../view/page.decorator.js';
import { redirect, Redirect } from '../view/redirect.js';
import { Delivery } from './delivery.js';
import { OutboxQuery } from './message.dto.js';
import { outboxView } from './message.view.js';
import { Outbox } from './outbox.js';

const tones = { due: 'plain', sending: 'info', sent: 'ok', failed: 'danger', cancelled: 'plain' };

/** The delivery log; in a demonstration also the phone on which codes arrive. */
@Controller('outbox')
export class OutboxPage {
  constructor(
    private readonly outbox: Outbox,
    private readonly delivery: Delivery,
    private readonly configuration: Configuration,
    private readonly context: RequestContext,
  ) {}

  @Get()
  @Allow(['administrator'], 'system')
  @Page('foundation/notification/outbox')
  async list(@Query() query: OutboxQuery): Promise<object> {
    const { demo } = this.configuration;
    const language = this.context.current?.language ?? defaultLanguage;
    const { items, next } = await this.outbox.list(query);
    const rows = items.map((message) => outboxView(message, language, demo));
    return {
      rows: rows.map((row) => ({ ...row, tone: tones[row.state], failed: row.state === 'failed' })),
      next,
      channel: query.channel,
      state: query.state,
      demo,
      silent: (['email', 'sms'] as const).filter((channel) => !this.delivery.isConfigured(channel)),
    };
  }

  @Post(':id/resending')
  @Allow(['administrator'], 'system')
  @Page('foundation/notification/outbox')
  async resend(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<Redirect> {
    await this.outbox.resend(actor, id);
    return redirect('/outbox', { notice: 'notification.notice.resent' });
  }
}
