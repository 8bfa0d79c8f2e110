import { Bindings } from '../database/bindings.js';
import type { Actor, Level } from './actor.js';

const ancestorColumns = {
  1: 'province_id',
  2: 'city_id',
  3: 'county_id',
  4: 'township_id',
  5: 'village_id',
} as const;

/** The column of a division row that holds its ancestor (or itself) at a level of the management tree. */
export function ancestorColumn(level: Level): string {
  return ancestorColumns[level];
}

/**
 * The one place that turns an actor into a predicate: true for division rows (table alias `division`) inside the
 * actor's subtree. An administrator and the system reach all; an actor without a division reaches none.
 */
export function withinSubtree(actor: Actor, division: string, bindings: Bindings): string {
  if (actor.role === 'administrator') return 'true';
  if (!actor.division) return 'false';
  return `${division}.${ancestorColumn(actor.division.level)} = ${bindings.add(actor.division.id)}`;
}
