import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow, AllowSignedIn } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { attempt, Redisplay } from '../../foundation/view/attempt.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { redirect, Redirect } from '../../foundation/view/redirect.js';
import { ApiTokenPages } from './api-token.view.js';

/** Tokens for programs that act as oneself. */
@Controller('account/tokens')
@AllowSignedIn('self')
export class OwnApiTokenPage {
  constructor(private readonly pages: ApiTokenPages) {}

  @Get()
  @Page('responsibility/account/api-tokens')
  list(@Asker() actor: Actor): Promise<object> {
    return this.pages.model(actor, actor.accountId, '/account/tokens');
  }

  /** Answers with the page itself: the token is shown this once and is in no address and no cookie. */
  @Post()
  @Page('responsibility/account/api-tokens')
  create(@Asker() actor: Actor, @Body() body: Record<string, unknown>): Promise<object> {
    return this.pages.create(actor, actor.accountId, '/account/tokens', body);
  }

  @Post(':tokenId/revocation')
  @Page('responsibility/account/api-tokens')
  revoke(@Asker() actor: Actor, @Param('tokenId', IdPipe) tokenId: string): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        await this.pages.revoke(actor, actor.accountId, tokenId);
        return redirect('/account/tokens', { notice: 'account.token.revoked' });
      },
      () => this.pages.model(actor, actor.accountId, '/account/tokens'),
    );
  }
}

/** Tokens for programs that have an account of their own. */
@Controller('accounts/:id/tokens')
@Allow(['administrator'], 'system')
export class ApiTokenPage {
  constructor(private readonly pages: ApiTokenPages) {}

  @Get()
  @Page('responsibility/account/api-tokens')
  list(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return this.pages.model(actor, id, `/accounts/${id}/tokens`);
  }

  @Post()
  @Page('responsibility/account/api-tokens')
  create(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: Record<string, unknown>,
  ): Promise<object> {
    return this.pages.create(actor, id, `/accounts/${id}/tokens`, body);
  }

  @Post(':tokenId/revocation')
  @Page('responsibility/account/api-tokens')
  revoke(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('tokenId', IdPipe) tokenId: string,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        await this.pages.revoke(actor, id, tokenId);
        return redirect(`/accounts/${id}/tokens`, { notice: 'account.token.revoked' });
      },
      () => this.pages.model(actor, id, `/accounts/${id}/tokens`),
    );
  }
}
