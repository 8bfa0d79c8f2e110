import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { ancestorColumn, withinSubtree } from '../../foundation/access/reach.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Bindings } from '../../foundation/database/bindings.js';
import { Database } from '../../foundation/database/database.js';
import { defaultPageSize, Page, pageOf, positionOf } from '../../foundation/database/keyset.js';
import type { Division } from '../division/division.entity.js';
import type { OrganizationQuery } from './organization.dto.js';
import type { OrganizationKind } from './organization.entity.js';

/** A unit as lists show it; who to call stands there only inside one's own subtree and for one's own unit. */
export interface OrganizationRow {
  id: string;
  name: string;
  shortName: string | null;
  kind: OrganizationKind;
  divisionId: string;
  divisionCode: string;
  divisionName: string;
  contactName: string | null;
  contactPhone: string | null;
  validFrom: string;
  validTo: string | null;
  successorId: string | null;
  successorName: string | null;
  /** Whether the asker may change it. */
  own: boolean;
}

@Injectable()
export class OrganizationRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Units in the order of their division's code, then name. */
  async list(
    actor: Actor,
    query: OrganizationQuery,
    below: Division | undefined,
  ): Promise<Page<OrganizationRow>> {
    const bindings = new Bindings();
    const after = positionOf(query, 'text', 'text', 'id');
    const limit = query.limit ?? defaultPageSize;
    const where = [
      query.text === undefined ? undefined : named(query.text, bindings),
      query.kind === undefined ? undefined : `o.kind = ${bindings.add(query.kind)}`,
      below === undefined ? undefined : `d.${ancestorColumn(below.level)} = ${bindings.add(below.id)}`,
      query.ended === true
        ? undefined
        : `(o.valid_to is null or o.valid_to > ${bindings.add(this.clock.today())})`,
      after === undefined
        ? undefined
        : `(d.code, o.name, o.id) > (${bindings.add(after[0])}, ${bindings.add(after[1])}, ${bindings.add(after[2])}::uuid)`,
    ].filter((condition) => condition !== undefined);
    const rows = await this.database.query<OrganizationRow>(
      `${this.select(actor, bindings)} where ${['true', ...where].join(' and ')}
       order by d.code, o.name, o.id limit ${bindings.add(limit + 1)}`,
      bindings.values,
    );
    return pageOf(rows, limit, (row) => [row.divisionCode, row.name, row.id]);
  }

  one(actor: Actor, id: string): Promise<OrganizationRow | undefined> {
    const bindings = new Bindings();
    const select = this.select(actor, bindings);
    return this.database.one<OrganizationRow>(`${select} where o.id = ${bindings.add(id)}`, bindings.values);
  }

  private select(actor: Actor, bindings: Bindings): string {
    const own = withinSubtree(actor, 'd', bindings);
    const near = `(${own} or o.id = ${bindings.add(actor.organizationId ?? null)}::uuid)`;
    return `select o.id, o.name, o.short_name as "shortName", o.kind, o.division_id as "divisionId",
        d.code as "divisionCode", d.name as "divisionName",
        case when ${near} then o.contact_name end as "contactName",
        case when ${near} then o.contact_phone end as "contactPhone",
        o.valid_from::text as "validFrom", o.valid_to::text as "validTo",
        o.successor_id as "successorId", s.name as "successorName",
        ${actor.role === 'administrator' || actor.role === 'coordinator' ? own : 'false'} as own
      from responsibility.organization o
      join responsibility.division d on d.id = o.division_id
      left join responsibility.organization s on s.id = o.successor_id`;
  }
}

function named(text: string, bindings: Bindings): string {
  const part = bindings.add(`%${escapeLike(text.trim())}%`);
  return `(o.name like ${part} or o.short_name like ${part})`;
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
