import type { Actor } from '../../foundation/access/actor.js';
import { ancestorColumn } from '../../foundation/access/reach.js';
import type { Bindings } from '../../foundation/database/bindings.js';
import type { Division } from '../../responsibility/division/division.entity.js';
import { classIsVisible } from './class-reach.js';
import type { ClassListQuery } from './class.dto.js';

/** What a list of classes is narrowed to; `within` is the resolved division of the query. */
export interface ClassFilter extends Omit<ClassListQuery, 'division' | 'cursor' | 'limit'> {
  within?: Pick<Division, 'id' | 'level'>;
}

/** Condition on `integration.class class` for everything but the state, which the list counts by. */
export function classMatches(actor: Actor, filter: ClassFilter, bindings: Bindings): string {
  const conditions = [classIsVisible(actor, 'class', bindings)];
  if (filter.text !== undefined) {
    const pattern = bindings.add(`%${filter.text.trim().replace(/[\\%_]/g, '\\$&')}%`);
    conditions.push(`(class.title ilike ${pattern} or class.code ilike ${pattern})`);
  }
  if (filter.year !== undefined) conditions.push(`class.year = ${bindings.add(filter.year)}`);
  if (filter.kind !== undefined) conditions.push(`class.kind = ${bindings.add(filter.kind)}`);
  if (filter.host !== undefined) conditions.push(`class.host_organization_id = ${bindings.add(filter.host)}`);
  if (filter.mine !== undefined) {
    const account = bindings.add(actor.accountId);
    conditions.push(`(class.created_by = ${account} or class.head_account_id = ${account})`);
  }
  if (filter.within)
    conditions.push(`exists (select from responsibility.division within
      where within.id = class.division_id
        and within.${ancestorColumn(filter.within.level)} = ${bindings.add(filter.within.id)})`);
  return conditions.join('\n and ');
}
