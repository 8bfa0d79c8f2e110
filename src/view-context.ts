import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { AskedRequest } from './foundation/access/asker.decorator.js';
import { Database } from './foundation/database/database.js';
import { translate } from './foundation/i18n/translate.js';
import { publicViewContext } from './foundation/view/public-view-context.js';
import type { ViewContext } from './foundation/view/view-context.js';
import { ViewContextSource } from './foundation/view/view-context.port.js';
import { navigationFor } from './navigation.js';

/** Tells every page who is looking, where they may go and how many messages wait. */
@Injectable()
export class RequestViewContext extends ViewContextSource {
  constructor(private readonly database: Database) {
    super();
  }

  async contextOf(request: FastifyRequest): Promise<ViewContext> {
    const context = publicViewContext(request);
    const actor = (request as AskedRequest).asker;
    if (!actor) return context;
    return {
      ...context,
      actor: {
        name: actor.name,
        roleName: translate(context.language, `access.role.${actor.role}`),
        divisionName: actor.division?.name ?? '',
        initial: [...actor.name][0] ?? '',
      },
      navigation: navigationFor(actor.role),
      unread: await this.unread(actor.accountId),
    };
  }

  private async unread(accountId: string): Promise<number> {
    const row = await this.database.one<{ count: number }>(
      `select count(*)::int as count from foundation.message
       where account_id = $1 and channel = 'inApp' and state = 'sent' and read_at is null`,
      [accountId],
    );
    return row?.count ?? 0;
  }
}
