import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { Asker } from '../access/asker.decorator.js';
import { AllowSignedIn } from '../access/policy.decorator.js';
import { IdPipe } from '../http/id.pipe.js';
import { RequestContext } from '../http/request-context.js';
import { defaultLanguage } from '../i18n/language.js';
import { Page } from '../view/page.decorator.js';
import { redirect, Redirect } from '../view/redirect.js';
import { Inbox } from './inbox.js';
import { InboxQuery } from './message.dto.js';
import { inboxView } from './message.view.js';

/** What came for oneself. */
@Controller('inbox')
export class InboxPage {
  constructor(
    private readonly inbox: Inbox,
    private readonly context: RequestContext,
  ) {}

  @Get()
  @AllowSignedIn('self')
  @Page('foundation/notification/inbox')
  async list(@Asker() actor: Actor, @Query() query: InboxQuery): Promise<object> {
    const { items, next } = await this.inbox.list(actor, query);
    const language = this.context.current?.language ?? defaultLanguage;
    return {
      messages: items.map((message) => inboxView(message, language)),
      next,
      unreadOnly: query.unread ?? false,
      unread: await this.inbox.unread(actor.accountId),
    };
  }

  @Post('readings')
  @AllowSignedIn('self')
  @Page('foundation/notification/inbox')
  async readAll(@Asker() actor: Actor): Promise<Redirect> {
    const count = await this.inbox.readAll(actor);
    return redirect('/inbox', { notice: 'notification.notice.read', params: { count } });
  }

  /** Opening a message reads it and leads to what it is about. */
  @Get(':id')
  @AllowSignedIn('self')
  @Page('foundation/notification/inbox')
  async open(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<Redirect> {
    const { link } = await this.inbox.read(actor, id);
    return redirect(link ?? '/inbox');
  }
}
