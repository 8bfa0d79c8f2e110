import type { Actor } from '../../foundation/access/actor.js';
import { withinSubtree } from '../../foundation/access/reach.js';
import { Bindings } from '../../foundation/database/bindings.js';

/**
 * Which recipients an actor answers for (table alias `recipient`): a unit contact those that ask the unit, a
 * coordinator those that ask the own division, one below it or a unit in it.
 */
export function recipientIsReached(actor: Actor, bindings: Bindings): string {
  switch (actor.role) {
    case 'unitContact':
      return `recipient.organization_id = ${bindings.add(actor.organizationId ?? null)}`;
    case 'coordinator':
    case 'supervisor':
      return `exists (select from responsibility.division reached
        where reached.id = recipient.division_id and ${withinSubtree(actor, 'reached', bindings)})`;
    default:
      return 'false';
  }
}
