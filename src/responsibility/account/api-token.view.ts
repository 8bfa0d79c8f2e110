import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { addDays } from '../../foundation/clock/calendar-day.rules.js';
import { Clock } from '../../foundation/clock/clock.js';
import { validate } from '../../foundation/http/validate.js';
import { attempt } from '../../foundation/view/attempt.js';
import { chosenDivision } from '../../foundation/view/chosen-division.js';
import { redirect } from '../../foundation/view/redirect.js';
import { DivisionPickerService } from '../division/division-picker.service.js';
import { AccountService } from './account.service.js';
import { ApiTokenInput } from './api-token.dto.js';
import { longestDays, mostOwnRequests, mostRequests, tokenResources } from './api-token.rules.js';
import { ApiTokenService } from './api-token.service.js';
import { SignInRepository } from './sign-in.repository.js';

/** Days a new token is proposed to last. */
const usualDays = 90;

type Fields = Record<string, unknown>;

/** What the pages of tokens show and do, whosever tokens they are. `base` is the page's address. */
@Injectable()
export class ApiTokenPages {
  constructor(
    private readonly tokens: ApiTokenService,
    private readonly accounts: AccountService,
    private readonly signIns: SignInRepository,
    private readonly picker: DivisionPickerService,
    private readonly clock: Clock,
  ) {}

  async model(
    actor: Actor,
    accountId: string,
    base: string,
    fields: Fields = {},
    token?: string,
  ): Promise<object> {
    const items = await this.tokens.list(actor, accountId);
    const own = actor.accountId === accountId;
    const today = this.clock.today();
    const scopes = [fields.scopes ?? []].flat();
    return {
      base,
      own,
      holder: own ? actor.name : (await this.accounts.one(actor, accountId)).name,
      back: base.replace(/\/tokens$/, ''),
      items: items.map((item) => ({
        ...item,
        lastDay: new Date(item.expiresAt.getTime() - 1),
        scopeKeys: item.scopes.map((scope) => `account.token.scopes.${scope.replace(':', '.')}`),
      })),
      token,
      held: await this.signIns.held(accountId, today),
      divisionLevels: await this.picker.levels(actor, chosenIn(fields)),
      resources: tokenResources.map((resource) => ({
        resource,
        reads: scopes.includes(`${resource}:read`),
        writes: scopes.includes(`${resource}:write`),
      })),
      earliest: today,
      latest: addDays(today, longestDays - 1),
      mostRequests: actor.role === 'administrator' ? mostRequests : mostOwnRequests,
      form: {
        name: fields.name ?? '',
        assignmentId: fields.assignmentId ?? '',
        expiresOn: fields.expiresOn ?? addDays(today, usualDays),
        requestsPerMinute: fields.requestsPerMinute ?? mostOwnRequests,
      },
    };
  }

  /** The page with the new token, shown this once, or the form again with what is wrong. */
  async create(actor: Actor, accountId: string, base: string, fields: Fields): Promise<object> {
    let token: string | undefined;
    const refused = await attempt(
      async () => {
        const input = await validate(ApiTokenInput, { ...fields, division: await this.below(actor, fields) });
        ({ token } = await this.tokens.create(actor, accountId, input));
        return redirect(base);
      },
      () => this.model(actor, accountId, base, fields),
      fields,
    );
    return token === undefined ? refused : this.model(actor, accountId, base, {}, token);
  }

  revoke(actor: Actor, accountId: string, tokenId: string): Promise<void> {
    return this.tokens.revoke(actor, accountId, tokenId);
  }

  /** The picker begins with the widest division, which narrows nothing. */
  private async below(actor: Actor, fields: Fields): Promise<string | undefined> {
    const chosen = chosenIn(fields);
    const [top] = await this.picker.levels(actor);
    return chosen === top?.value ? undefined : chosen;
  }
}

function chosenIn({ division }: Fields): string | undefined {
  return typeof division === 'string' || Array.isArray(division)
    ? chosenDivision(division as string | string[])
    : undefined;
}
