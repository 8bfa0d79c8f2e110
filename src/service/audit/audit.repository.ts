import { Injectable } from '@nestjs/common';
import type { Actor, Role } from '../../foundation/access/actor.js';
import { ancestorColumn, withinSubtree } from '../../foundation/access/reach.js';
import { shanghaiInstant } from '../../foundation/clock/clock.js';
import { Bindings } from '../../foundation/database/bindings.js';
import { Database } from '../../foundation/database/database.js';
import type { Division } from '../../responsibility/division/division.entity.js';
import type { AuditQuery } from './audit.dto.js';

/** An entry as it was written, with the names of who acted and for where. */
export interface AuditRow {
  id: string;
  at: Date;
  accountId: string | null;
  accountName: string | null;
  role: Role | null;
  divisionName: string | null;
  action: string;
  subjectType: string;
  subjectId: string | null;
  before: unknown;
  after: unknown;
  address: string | null;
  /** Whether it stands in the chain, where a change would be seen. */
  sealed: boolean;
}

const day = 24 * 3_600_000;

@Injectable()
export class AuditRepository {
  constructor(private readonly database: Database) {}

  /** Entries the query finds, the newest first, from below an id on. */
  page(
    actor: Actor,
    query: AuditQuery,
    below: Division | undefined,
    limit: number,
    before?: string,
  ): Promise<AuditRow[]> {
    const bindings = new Bindings();
    const where = [...conditions(actor, query, below, bindings)];
    if (before !== undefined) where.push(`entry.id < ${bindings.add(before)}`);
    return this.database.query<AuditRow>(
      `select entry.id, entry.at, entry.account_id as "accountId", account.name as "accountName", entry.role,
         division.name as "divisionName", entry.action, entry.subject_type as "subjectType",
         entry.subject_id as "subjectId", entry.before, entry.after, host(entry.address) as address,
         entry.id <= coalesce((select last_id from foundation.audit_seal order by number desc limit 1), 0) as sealed
       from foundation.audit_entry entry
       left join responsibility.account account on account.id = entry.account_id
       left join responsibility.division division on division.id = entry.division_id
       where ${where.length === 0 ? 'true' : where.join(' and ')}
       order by entry.id desc limit ${bindings.add(limit)}`,
      bindings.values,
    );
  }

  /** How many entries the query finds. */
  async count(actor: Actor, query: AuditQuery, below: Division | undefined): Promise<number> {
    const bindings = new Bindings();
    const where = [...conditions(actor, query, below, bindings)];
    const row = await this.database.one<{ count: number }>(
      `select count(*)::integer as count from foundation.audit_entry entry
       left join responsibility.division division on division.id = entry.division_id
       where ${where.length === 0 ? 'true' : where.join(' and ')}`,
      bindings.values,
    );
    return row?.count ?? 0;
  }
}

function* conditions(
  actor: Actor,
  query: AuditQuery,
  below: Division | undefined,
  bindings: Bindings,
): Generator<string> {
  if (actor.role !== 'administrator') yield withinSubtree(actor, 'division', bindings);
  if (query.from !== undefined) yield `entry.at >= ${bindings.add(shanghaiInstant(query.from))}`;
  if (query.to !== undefined)
    yield `entry.at < ${bindings.add(new Date(shanghaiInstant(query.to).getTime() + day))}`;
  if (query.person !== undefined) yield byPerson(query.person, bindings);
  if (query.action !== undefined) {
    const action = bindings.add(query.action);
    yield `(entry.action = ${action} or starts_with(entry.action, ${action} || '.'))`;
  }
  if (query.subjectType !== undefined) yield `entry.subject_type = ${bindings.add(query.subjectType)}`;
  if (query.subjectId !== undefined) yield `entry.subject_id = ${bindings.add(query.subjectId)}`;
  if (below) yield `division.${ancestorColumn(below.level)} = ${bindings.add(below.id)}`;
}

/** The accounts are found first: the log has an index by account, and few have the name. */
function byPerson(person: string, bindings: Bindings): string {
  const part = bindings.add(person.trim().replace(/[\\%_]/g, '\\$&'));
  return `entry.account_id in (
    select named.id from responsibility.account named
    where named.name like '%' || ${part} || '%' or named.username = lower(${bindings.add(person.trim())}))`;
}
