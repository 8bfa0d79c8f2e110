import { Injectable } from '@nestjs/common';
import type { Actor, Role } from '../../foundation/access/actor.js';
import { ancestorColumn } from '../../foundation/access/reach.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Bindings } from '../../foundation/database/bindings.js';
import { Database } from '../../foundation/database/database.js';
import { defaultPageSize, Page, pageOf, positionOf } from '../../foundation/database/keyset.js';
import type { Division } from '../division/division.entity.js';
import type { AccountQuery } from './account.dto.js';
import type { AccountState } from './account.entity.js';
import { AccountScope } from './account.scope.js';
import { rolesByPower } from './assignment.rules.js';

/** A role of an account in a list. */
export interface AccountRole {
  id: string;
  role: Role;
  divisionId: string | null;
  divisionName: string | null;
  organizationId: string | null;
  organizationName: string | null;
  validFrom: string;
  validTo: string | null;
}

/** An account as those who manage accounts see it. */
export interface AccountRow {
  id: string;
  username: string | null;
  name: string;
  phone: string | null;
  email: string | null;
  state: AccountState;
  hasPassword: boolean;
  mustChangePassword: boolean;
  secondFactor: boolean;
  lockedUntil: Date | null;
  lastSeenAt: Date | null;
  createdAt: Date;
  /** Roles that hold or will hold, most powerful first. */
  assignments: AccountRole[];
}

@Injectable()
export class AccountRepository {
  constructor(
    private readonly database: Database,
    private readonly scope: AccountScope,
    private readonly clock: Clock,
  ) {}

  /** Accounts in the actor's reach, by name. */
  async list(actor: Actor, query: AccountQuery, below: Division | undefined): Promise<Page<AccountRow>> {
    const bindings = new Bindings();
    const after = positionOf(query, 'text', 'id');
    const limit = query.limit ?? defaultPageSize;
    const today = bindings.add(this.clock.today());
    const where = [
      this.scope.visible(actor, 'account', bindings),
      query.text === undefined ? undefined : this.named(query.text, bindings),
      query.state === undefined ? undefined : `account.state = ${bindings.add(query.state)}`,
      query.role === undefined && below === undefined
        ? undefined
        : this.holding(query.role, below, today, bindings),
      after === undefined
        ? undefined
        : `(account.name, account.id) > (${bindings.add(after[0])}, ${bindings.add(after[1])}::uuid)`,
    ].filter((condition) => condition !== undefined);
    const rows = await this.database.query<AccountRow>(
      `${this.select(today, bindings)} where ${where.join(' and ')}
       order by account.name, account.id limit ${bindings.add(limit + 1)}`,
      bindings.values,
    );
    return pageOf(rows, limit, (row) => [row.name, row.id]);
  }

  /** One account in the actor's reach, or undefined. */
  one(actor: Actor, id: string): Promise<AccountRow | undefined> {
    const bindings = new Bindings();
    const select = this.select(bindings.add(this.clock.today()), bindings);
    return this.database.one<AccountRow>(
      `${select} where account.id = ${bindings.add(id)} and ${this.scope.visible(actor, 'account', bindings)}`,
      bindings.values,
    );
  }

  private named(text: string, bindings: Bindings): string {
    const part = bindings.add(text.trim().replace(/[\\%_]/g, '\\$&'));
    const whole = bindings.add(text.trim().toLowerCase());
    return `(account.name like '%' || ${part} || '%' or account.username like lower(${part}) || '%'
      or account.phone = ${whole})`;
  }

  private holding(
    role: Role | undefined,
    below: Division | undefined,
    today: string,
    bindings: Bindings,
  ): string {
    return `exists (
      select from responsibility.assignment h
      left join responsibility.organization u on u.id = h.organization_id
      left join responsibility.division d on d.id = coalesce(h.division_id, u.division_id)
      where h.account_id = account.id and (h.valid_to is null or h.valid_to > ${today})
        ${role === undefined ? '' : `and h.role = ${bindings.add(role)}`}
        ${below === undefined ? '' : `and d.${ancestorColumn(below.level)} = ${bindings.add(below.id)}`})`;
  }

  private select(today: string, bindings: Bindings): string {
    return `select account.id, account.username, account.name, account.phone, account.email, account.state,
        account.password_hash is not null as "hasPassword", account.must_change_password as "mustChangePassword",
        (select max(locked_until) from responsibility.sign_in_attempt
         where key in (sha256(convert_to('name:' || account.username, 'UTF8')),
                       sha256(convert_to('name:' || account.phone, 'UTF8')),
                       sha256(convert_to('secondFactor:' || account.id, 'UTF8')))
           and locked_until > ${bindings.add(this.clock.now())}) as "lockedUntil",
        exists (select from responsibility.second_factor f
                where f.account_id = account.id and f.confirmed_at is not null) as "secondFactor",
        (select max(last_seen_at) from responsibility.sign_in where account_id = account.id) as "lastSeenAt",
        account.created_at as "createdAt",
        (select coalesce(json_agg(json_build_object('id', x.id, 'role', x.role,
             'divisionId', x.division_id, 'divisionName', d.name,
             'organizationId', x.organization_id, 'organizationName', o.name,
             'validFrom', x.valid_from, 'validTo', x.valid_to)
             order by array_position(${bindings.add(rolesByPower)}::text[], x.role), x.valid_from, x.id), '[]')
         from responsibility.assignment x
         left join responsibility.division d on d.id = x.division_id
         left join responsibility.organization o on o.id = x.organization_id
         where x.account_id = account.id and (x.valid_to is null or x.valid_to > ${today})) as assignments
      from responsibility.account account`;
  }
}
