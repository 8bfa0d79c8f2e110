import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { ancestorColumn, withinSubtree } from '../../foundation/access/reach.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Bindings } from '../../foundation/database/bindings.js';
import { Database } from '../../foundation/database/database.js';
import { defaultPageSize, Page, pageOf, positionOf } from '../../foundation/database/keyset.js';
import type { Division } from '../division/division.entity.js';
import type { PlaceQuery } from './place.dto.js';
import type { PlaceKind } from './place.entity.js';

/** A place as lists show it. */
export interface PlaceRow {
  id: string;
  name: string;
  kind: PlaceKind;
  divisionId: string;
  divisionCode: string;
  divisionName: string;
  organizationId: string | null;
  organizationName: string | null;
  address: string | null;
  capacity: number | null;
  validFrom: string;
  validTo: string | null;
  /** Whether the asker may change it. */
  own: boolean;
}

@Injectable()
export class PlaceRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Places in the order of their division's code, then name. Any may be read: classes are held in others' halls. */
  async list(actor: Actor, query: PlaceQuery, below: Division | undefined): Promise<Page<PlaceRow>> {
    const bindings = new Bindings();
    const after = positionOf(query, 'text', 'text', 'id');
    const limit = query.limit ?? defaultPageSize;
    const where = [
      query.text === undefined
        ? undefined
        : `p.name like '%' || ${bindings.add(escapeLike(query.text))} || '%'`,
      query.kind === undefined ? undefined : `p.kind = ${bindings.add(query.kind)}`,
      below === undefined ? undefined : `d.${ancestorColumn(below.level)} = ${bindings.add(below.id)}`,
      query.ended === true
        ? undefined
        : `(p.valid_to is null or p.valid_to > ${bindings.add(this.clock.today())})`,
      after === undefined
        ? undefined
        : `(d.code, p.name, p.id) > (${bindings.add(after[0])}, ${bindings.add(after[1])}, ${bindings.add(after[2])}::uuid)`,
    ].filter((condition) => condition !== undefined);
    const rows = await this.database.query<PlaceRow>(
      `${this.select(actor, bindings)} where ${['true', ...where].join(' and ')}
       order by d.code, p.name, p.id limit ${bindings.add(limit + 1)}`,
      bindings.values,
    );
    return pageOf(rows, limit, (row) => [row.divisionCode, row.name, row.id]);
  }

  one(actor: Actor, id: string): Promise<PlaceRow | undefined> {
    const bindings = new Bindings();
    const select = this.select(actor, bindings);
    return this.database.one<PlaceRow>(`${select} where p.id = ${bindings.add(id)}`, bindings.values);
  }

  private select(actor: Actor, bindings: Bindings): string {
    return `select p.id, p.name, p.kind, p.division_id as "divisionId", d.code as "divisionCode",
        d.name as "divisionName", p.organization_id as "organizationId", o.name as "organizationName",
        p.address, p.capacity, p.valid_from::text as "validFrom", p.valid_to::text as "validTo",
        ${this.own(actor, bindings)} as own
      from responsibility.place p
      join responsibility.division d on d.id = p.division_id
      left join responsibility.organization o on o.id = p.organization_id`;
  }

  private own(actor: Actor, bindings: Bindings): string {
    if (actor.role === 'administrator' || actor.role === 'coordinator')
      return withinSubtree(actor, 'd', bindings);
    if (actor.role !== 'host') return 'false';
    return `coalesce(p.organization_id = ${bindings.add(actor.organizationId ?? null)}::uuid, false)`;
  }
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
