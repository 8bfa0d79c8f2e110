import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import { BrokenRule, Conflict, NotFound } from '../../foundation/error/domain-error.js';
import { DivisionService } from '../division/division.service.js';
import { AccountScope } from './account.scope.js';
import { ApiTokenInput } from './api-token.dto.js';
import { ApiTokenRepository, type ApiTokenRow } from './api-token.repository.js';
import { longestDays, mostOwnRequests, newApiToken } from './api-token.rules.js';
import { tokenHash } from './secret.js';

const day = 86_400_000;

/** A fresh token; it is in this answer and nowhere else. */
export interface MadeApiToken {
  id: string;
  token: string;
}

/** Tokens of programs: made for an own account or, by an administrator, for another's, and taken back. */
@Injectable()
export class ApiTokenService {
  constructor(
    private readonly database: Database,
    private readonly tokens: ApiTokenRepository,
    private readonly scope: AccountScope,
    private readonly divisions: DivisionService,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async list(actor: Actor, accountId: string): Promise<ApiTokenRow[]> {
    await this.mustManage(actor, accountId);
    return this.tokens.of(accountId, this.clock.now());
  }

  /**
   * Makes a token that acts in one of the account's roles.
   * @throws NotFound for an account out of reach; BrokenRule for a role the account doesn't hold, a division not below
   * it, an end that is past or too far, or too many requests; Conflict when a live token has the name
   */
  async create(actor: Actor, accountId: string, input: ApiTokenInput): Promise<MadeApiToken> {
    await this.mustManage(actor, accountId);
    const { name, assignmentId, scopes, requestsPerMinute } = input;
    const divisionId = input.division === undefined ? null : (await this.divisions.byCode(input.division)).id;
    const expiresAt = this.expiry(input.expiresOn);
    if (actor.role !== 'administrator' && requestsPerMinute > mostOwnRequests)
      throw wrong('requestsPerMinute', 'account.token.rateTooHigh', { most: mostOwnRequests });
    return this.database.transaction(async () => {
      const place = await this.tokens.place(accountId, assignmentId, divisionId, this.clock.today());
      if (!place) throw wrong('assignmentId', 'account.token.noSuchRole');
      // An administrator reaches the whole installation whatever the division, so naming one would promise too much.
      if (!place.below || (divisionId !== null && place.role === 'administrator'))
        throw wrong('division', 'account.token.notBelow');
      const token = newApiToken();
      const id = await this.tokens.add(actor, {
        ...{ accountId, name, assignmentId, divisionId, scopes, requestsPerMinute, expiresAt },
        tokenHash: tokenHash(token),
        now: this.clock.now(),
      });
      if (id === undefined)
        throw new Conflict('account.token.nameTaken', { name }, [
          { field: 'name', code: 'account.token.nameTaken', params: { name } },
        ]);
      const after = { accountId, name, role: place.role, divisionId, scopes, requestsPerMinute, expiresAt };
      await this.audit.record(actor, { action: 'apiToken.create', ...subject(id), after });
      return { id, token };
    });
  }

  /** Takes a token back: its next request is refused. @throws NotFound */
  async revoke(actor: Actor, accountId: string, id: string): Promise<void> {
    await this.mustManage(actor, accountId);
    await this.database.transaction(async () => {
      const name = await this.tokens.revoke(actor, accountId, id, this.clock.now());
      if (name === undefined) throw new NotFound();
      await this.audit.record(actor, {
        action: 'apiToken.revoke',
        ...subject(id),
        after: { accountId, name },
      });
    });
  }

  private async mustManage(actor: Actor, accountId: string): Promise<void> {
    if (actor.accountId === accountId) return;
    if (actor.role !== 'administrator') throw new NotFound();
    await this.scope.mustSee(actor, accountId);
  }

  /** The end of the last day, in China's time. */
  private expiry(lastDay: string): Date {
    const end = new Date(new Date(`${lastDay}T00:00:00+08:00`).getTime() + day);
    const now = this.clock.now().getTime();
    if (end.getTime() <= now || end.getTime() > now + longestDays * day)
      throw wrong('expiresOn', 'account.token.badExpiry', { days: longestDays });
    return end;
  }
}

function wrong(field: string, code: string, params: Record<string, unknown> = {}): BrokenRule {
  return new BrokenRule(code, params, [{ field, code, params }]);
}

function subject(subjectId: string): { subjectType: string; subjectId: string } {
  return { subjectType: 'apiToken', subjectId };
}
