import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow, AllowSignedIn } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { WholeList } from '../../foundation/http/whole-list.decorator.js';
import { OwnIdempotency } from '../../foundation/idempotency/own-idempotency.decorator.js';
import { ApiTokenInput } from './api-token.dto.js';
import type { ApiTokenRow } from './api-token.repository.js';
import { ApiTokenService, type MadeApiToken } from './api-token.service.js';

/** Tokens for programs that act as oneself. */
@Controller('api/v1/accounts/me/tokens')
@AllowSignedIn('self')
export class OwnApiTokenController {
  constructor(private readonly tokens: ApiTokenService) {}

  @Get()
  @WholeList()
  async list(@Asker() actor: Actor): Promise<{ items: ApiTokenRow[] }> {
    return { items: await this.tokens.list(actor, actor.accountId) };
  }

  /** The token is in this answer and nowhere else, so it is never kept for a replay. */
  @Post()
  @OwnIdempotency()
  @Header('cache-control', 'no-store')
  create(@Asker() actor: Actor, @Body() input: ApiTokenInput): Promise<MadeApiToken> {
    return this.tokens.create(actor, actor.accountId, input);
  }

  @Delete(':tokenId')
  @HttpCode(204)
  revoke(@Asker() actor: Actor, @Param('tokenId', IdPipe) tokenId: string): Promise<void> {
    return this.tokens.revoke(actor, actor.accountId, tokenId);
  }
}

/** Tokens for programs that have an account of their own. */
@Controller('api/v1/accounts/:id/tokens')
@Allow(['administrator'], 'system')
export class ApiTokenController {
  constructor(private readonly tokens: ApiTokenService) {}

  @Get()
  @WholeList()
  async list(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<{ items: ApiTokenRow[] }> {
    return { items: await this.tokens.list(actor, id) };
  }

  /** The token is in this answer and nowhere else, so it is never kept for a replay. */
  @Post()
  @OwnIdempotency()
  @Header('cache-control', 'no-store')
  create(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() input: ApiTokenInput,
  ): Promise<MadeApiToken> {
    return this.tokens.create(actor, id, input);
  }

  @Delete(':tokenId')
  @HttpCode(204)
  revoke(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('tokenId', IdPipe) tokenId: string,
  ): Promise<void> {
    return this.tokens.revoke(actor, id, tokenId);
  }
}
