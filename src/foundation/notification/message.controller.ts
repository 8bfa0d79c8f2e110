import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { Asker } from '../access/asker.decorator.js';
import { Allow, AllowSignedIn } from '../access/policy.decorator.js';
import { Configuration } from '../config/configuration.js';
import type { Page } from '../database/keyset.js';
import { IdPipe } from '../http/id.pipe.js';
import { RequestContext } from '../http/request-context.js';
import { defaultLanguage, Language } from '../i18n/language.js';
import { Inbox } from './inbox.js';
import { InboxQuery, OutboxQuery } from './message.dto.js';
import { InboxView, inboxView, OutboxView, outboxView } from './message.view.js';
import { Outbox } from './outbox.js';

@Controller('api/v1/messages')
export class MessageController {
  constructor(
    private readonly inbox: Inbox,
    private readonly outbox: Outbox,
    private readonly configuration: Configuration,
    private readonly context: RequestContext,
  ) {}

  @Get()
  @AllowSignedIn('self')
  async list(
    @Asker() actor: Actor,
    @Query() query: InboxQuery,
  ): Promise<Page<InboxView> & { unread: number }> {
    const page = await this.inbox.list(actor, query);
    const unread = await this.inbox.unread(actor.accountId);
    return { ...page, items: page.items.map((message) => inboxView(message, this.language)), unread };
  }

  @Get('outbox')
  @Allow(['administrator'], 'system')
  async sent(@Query() query: OutboxQuery): Promise<Page<OutboxView>> {
    const page = await this.outbox.list(query);
    const { demo } = this.configuration;
    return { ...page, items: page.items.map((message) => outboxView(message, this.language, demo)) };
  }

  @Post('readings')
  @HttpCode(200)
  @AllowSignedIn('self')
  async readAll(@Asker() actor: Actor): Promise<{ read: number }> {
    return { read: await this.inbox.readAll(actor) };
  }

  @Post(':id/reading')
  @HttpCode(200)
  @AllowSignedIn('self')
  async read(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<InboxView> {
    return inboxView(await this.inbox.read(actor, id), this.language);
  }

  @Post(':id/resending')
  @HttpCode(202)
  @Allow(['administrator'], 'system')
  async resend(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<void> {
    await this.outbox.resend(actor, id);
  }

  private get language(): Language {
    return this.context.current?.language ?? defaultLanguage;
  }
}
