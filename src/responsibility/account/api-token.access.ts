import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../foundation/access/actor.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Forbidden, TooMany } from '../../foundation/error/domain-error.js';
import { RateWindow } from '../../foundation/http/rate-window.js';
import { actorFrom } from './acting-row.js';
import { ApiTokenRepository } from './api-token.repository.js';
import { scopesAllow } from './api-token.rules.js';
import { noteUseEvery } from './lifetime.rules.js';
import { tokenHash } from './secret.js';

/** Lets programs in by their tokens: as one role, for what the scopes name, as often as the token says. */
@Injectable()
export class ApiTokenAccess {
  private readonly window = new RateWindow();

  constructor(
    private readonly tokens: ApiTokenRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Who a program's request comes from; undefined for a token that doesn't or no longer exist.
   * @throws Forbidden outside the token's scopes; TooMany beyond its requests a minute, counted per web process
   */
  async actorOf(token: string, request: FastifyRequest): Promise<Actor | undefined> {
    const now = this.clock.now();
    const live = await this.tokens.live(tokenHash(token), now, this.clock.today());
    if (!live) return undefined;
    const seconds = this.window.count(live.id, live.requests_per_minute);
    if (seconds !== undefined) throw new TooMany('account.token.tooMany', seconds);
    if (!scopesAllow(live.scopes, request.method, request.url)) throw new Forbidden('account.token.scope');
    if (now.getTime() - (live.last_used_at?.getTime() ?? 0) >= noteUseEvery)
      await this.tokens.noteUse(live.id, now);
    return actorFrom(live);
  }
}
