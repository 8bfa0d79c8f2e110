import { Injectable } from '@nestjs/common';
import type { Actor, Role } from '../../foundation/access/actor.js';
import { Database } from '../../foundation/database/database.js';
import { type ActingRow, actingColumns } from './acting-row.js';
import { noteUseEvery } from './lifetime.rules.js';

/** A live token with everything the actor is made of. */
export interface LiveApiToken extends ActingRow {
  id: string;
  scopes: string[];
  requests_per_minute: number;
  last_used_at: Date | null;
}

/** A token as its list shows it; the token itself is shown once and kept nowhere. */
export interface ApiTokenRow {
  id: string;
  name: string;
  role: Role;
  divisionName: string | null;
  organizationName: string | null;
  scopes: string[];
  requestsPerMinute: number;
  createdAt: Date;
  createdBy: string;
  expiresAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
  live: boolean;
}

/** The statements on tokens of programs. */
@Injectable()
export class ApiTokenRepository {
  constructor(private readonly database: Database) {}

  /** The one select of a program's request: the role must still hold, and the division still lie below the role's. */
  live(tokenHash: Buffer, now: Date, today: string): Promise<LiveApiToken | undefined> {
    return this.database.one<LiveApiToken>(
      `select t.id, t.scopes, t.requests_per_minute, t.last_used_at, ${actingColumns}
       from responsibility.api_token t
       join responsibility.account a on a.id = t.account_id and a.state = 'active'
       join responsibility.assignment x on x.id = t.assignment_id and x.account_id = a.id
         and x.valid_from <= $3 and (x.valid_to is null or x.valid_to > $3)
       left join responsibility.division d on d.id = coalesce(t.division_id, x.division_id)
       where t.token_hash = $1 and t.revoked_at is null and t.expires_at > $2
         and (t.division_id is null
           or x.division_id in (d.province_id, d.city_id, d.county_id, d.township_id, d.village_id))`,
      [tokenHash, now, today],
    );
  }

  /** Notes a use; of those that come within a minute the first. */
  async noteUse(id: string, now: Date): Promise<void> {
    await this.database.execute(
      `update responsibility.api_token set last_used_at = $2
       where id = $1 and (last_used_at is null or last_used_at <= $3)`,
      [id, now, new Date(now.getTime() - noteUseEvery)],
    );
  }

  /** An account's tokens, live ones first, the newest first. */
  of(accountId: string, now: Date): Promise<ApiTokenRow[]> {
    return this.database.query<ApiTokenRow>(
      `select t.id, t.name, x.role, d.name as "divisionName", o.name as "organizationName", t.scopes,
         t.requests_per_minute as "requestsPerMinute", t.created_at as "createdAt", maker.name as "createdBy",
         t.expires_at as "expiresAt", t.last_used_at as "lastUsedAt", t.revoked_at as "revokedAt",
         (t.revoked_at is null and t.expires_at > $2) as live
       from responsibility.api_token t
       join responsibility.assignment x on x.id = t.assignment_id
       join responsibility.account maker on maker.id = t.created_by
       left join responsibility.division d on d.id = coalesce(t.division_id, x.division_id)
       left join responsibility.organization o on o.id = x.organization_id
       where t.account_id = $1
       order by live desc, t.id desc limit 100`,
      [accountId, now],
    );
  }

  /** Whether the account holds the role today, and the division, if one is named, lies below the role's. */
  async place(
    accountId: string,
    assignmentId: string,
    divisionId: string | null,
    today: string,
  ): Promise<{ role: Role; below: boolean } | undefined> {
    return this.database.one(
      `select x.role, ($3::uuid is null or coalesce(
           x.division_id in (d.province_id, d.city_id, d.county_id, d.township_id, d.village_id), false)) as below
       from responsibility.assignment x left join responsibility.division d on d.id = $3
       where x.id = $2 and x.account_id = $1 and x.valid_from <= $4 and (x.valid_to is null or x.valid_to > $4)`,
      [accountId, assignmentId, divisionId, today],
    );
  }

  /** Adds a token unless a live one of the account has the name. @returns its id */
  async add(
    actor: Actor,
    token: {
      accountId: string;
      tokenHash: Buffer;
      name: string;
      assignmentId: string;
      divisionId: string | null;
      scopes: string[];
      requestsPerMinute: number;
      expiresAt: Date;
      now: Date;
    },
  ): Promise<string | undefined> {
    const row = await this.database.one<{ id: string }>(
      `insert into responsibility.api_token
         (account_id, token_hash, name, assignment_id, division_id, scopes, requests_per_minute, expires_at,
          created_at, created_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       on conflict (account_id, name) where revoked_at is null do nothing returning id`,
      [
        token.accountId,
        token.tokenHash,
        token.name,
        token.assignmentId,
        token.divisionId,
        token.scopes,
        token.requestsPerMinute,
        token.expiresAt,
        token.now,
        actor.accountId,
      ],
    );
    return row?.id;
  }

  /** @returns the token's name; undefined when the account has no such token that still isn't revoked */
  async revoke(actor: Actor, accountId: string, id: string, now: Date): Promise<string | undefined> {
    const row = await this.database.one<{ name: string }>(
      `update responsibility.api_token set revoked_at = $3, revoked_by = $4
       where id = $1 and account_id = $2 and revoked_at is null returning name`,
      [id, accountId, now, actor.accountId],
    );
    return row?.name;
  }
}
