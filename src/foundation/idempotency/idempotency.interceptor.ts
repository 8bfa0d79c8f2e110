import { createHash } from 'node:crypto';
import { CallHandler, ExecutionContext, Injectable, NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import { from, lastValueFrom, Observable } from 'rxjs';
import type { Role } from '../access/actor.js';
import type { AskedRequest } from '../access/asker.decorator.js';
import { Database } from '../database/database.js';
import { Conflict, InvalidInput } from '../error/domain-error.js';
import { pageMetadata } from '../view/page-options.js';
import { FormDigest } from './form-digest.js';
import { ownIdempotencyKey } from './own-idempotency.decorator.js';

/**
 * Honours `Idempotency-Key` on every POST of the API: key, work and answer commit in one transaction, so a repeated
 * request gets the first answer, and a crash leaves neither key nor work. The same key with another body, file or
 * address is a conflict. A key is remembered for 48 hours.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly database: Database,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<AskedRequest>();
    const key = request.headers['idempotency-key'];
    if (request.method !== 'POST' || key === undefined || !request.asker) return next.handle();
    if (this.isLeftToHandler(context, request.asker.role)) return next.handle();
    if (typeof key !== 'string' || key.length < 1 || key.length > 200)
      throw new InvalidInput([{ field: 'Idempotency-Key', code: 'error.idempotencyKey' }]);
    return from(this.once(request, request.asker.accountId, key, context, next));
  }

  /** A page's answer is more than its body (where it leads, what it says next), and no program sends forms. */
  private isLeftToHandler(context: ExecutionContext, role: Role): boolean {
    const handler = context.getHandler();
    const own = this.reflector.get<readonly Role[] | 'everyone' | undefined>(ownIdempotencyKey, handler);
    if (this.reflector.get<unknown>(pageMetadata, handler) !== undefined) return true;
    return own === 'everyone' || (own?.includes(role) ?? false);
  }

  private once(
    request: AskedRequest,
    accountId: string,
    key: string,
    context: ExecutionContext,
    next: CallHandler,
  ): Promise<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const form = request.isMultipart() ? new FormDigest(request) : undefined;
    const hashOf = async () =>
      createHash('sha256')
        .update(JSON.stringify([request.url, form ? await form.whole() : (request.body ?? null)]))
        .digest('hex');
    return this.database.transaction(async () => {
      const fresh = await this.database.execute(
        `insert into foundation.idempotency_key (account_id, key, route, request_hash)
         values ($1, $2, $3, '') on conflict do nothing`,
        [accountId, key, `${request.method} ${request.url}`],
      );
      if (fresh === 0) return this.replay(accountId, key, await hashOf(), reply);
      const answer: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
      await this.database.execute(
        `update foundation.idempotency_key set request_hash = $3, status = $4, response = $5
         where account_id = $1 and key = $2`,
        [accountId, key, await hashOf(), reply.statusCode, JSON.stringify(answer ?? null)],
      );
      return answer;
    });
  }

  private async replay(accountId: string, key: string, hash: string, reply: FastifyReply): Promise<unknown> {
    const earlier = await this.database.one<{ request_hash: string; status: number; response: unknown }>(
      'select request_hash, status, response from foundation.idempotency_key where account_id = $1 and key = $2',
      [accountId, key],
    );
    if (earlier?.request_hash !== hash) throw new Conflict('error.idempotencyReuse');
    void reply.status(earlier.status).header('Idempotent-Replay', 'true');
    return earlier.response;
  }
}
