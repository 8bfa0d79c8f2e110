import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor } from './foundation/access/actor.js';
import type { AskedRequest } from './foundation/access/asker.decorator.js';
import { RouteRegister } from './foundation/access/route-register.js';
import { Bindings } from './foundation/database/bindings.js';
import { Database } from './foundation/database/database.js';
import { translate } from './foundation/i18n/translate.js';
import { publicViewContext } from './foundation/view/public-view-context.js';
import type { ViewContext } from './foundation/view/view-context.js';
import { ViewContextSource } from './foundation/view/view-context.port.js';
import { waitingSubstitutions } from './integration/enrollment/substitution.service.js';
import { navigationFor } from './navigation.js';

/** Tells every page who is looking, where they may go and how many messages wait. */
@Injectable()
export class RequestViewContext extends ViewContextSource {
  constructor(
    private readonly database: Database,
    private readonly routes: RouteRegister,
  ) {
    super();
  }

  async contextOf(request: FastifyRequest): Promise<ViewContext> {
    const context = publicViewContext(request);
    const actor = (request as AskedRequest).asker;
    if (!actor) return context;
    const { unread, substitutions } = await this.waiting(actor);
    return {
      ...context,
      actor: {
        name: actor.name,
        role: actor.role,
        roleName: translate(context.language, `access.role.${actor.role}`),
        divisionName: actor.division?.name ?? '',
        initial: [...actor.name][0] ?? '',
      },
      navigation: navigationFor(actor.role, { '/substitutions': substitutions }),
      ...(actor.role === 'trainee' && { sharedLayout: 'phone' as const }),
      mayOpen: (pattern) => this.routes.allows(actor.role, pattern),
      unread,
    };
  }

  /** One statement, because every page asks it. */
  private async waiting(actor: Actor): Promise<{ unread: number; substitutions: number }> {
    const bindings = new Bindings();
    const row = await this.database.one<{ unread: number; substitutions: number }>(
      `select (select count(*)::int from foundation.message
         where account_id = ${bindings.add(actor.accountId)} and channel = 'inApp' and state = 'sent'
           and read_at is null) as unread,
         ${actor.role === 'coordinator' ? waitingSubstitutions(actor, bindings) : '0'} as substitutions`,
      bindings.values,
    );
    return row ?? { unread: 0, substitutions: 0 };
  }
}
