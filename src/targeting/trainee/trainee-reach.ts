import { Actor, isSystem } from '../../foundation/access/actor.js';
import { withinSubtree } from '../../foundation/access/reach.js';
import { Bindings } from '../../foundation/database/bindings.js';

/**
 * Which people of the register an actor sees (table alias given): those that the own subtree manages and those that
 * work in it, each once; a unit contact those of the unit, a trainee the own record. Hosts, class heads and
 * instructors see people through their classes only. Two `exists`, because each can become a hashed lookup.
 */
export function traineeIsVisible(actor: Actor, alias: string, bindings: Bindings): string {
  switch (actor.role) {
    case 'coordinator':
    case 'supervisor':
      return `(${inside(actor, `${alias}.division_id`, bindings)}
        or ${inside(actor, `${alias}.managing_division_id`, bindings)})`;
    case 'unitContact':
      return actor.organizationId === undefined
        ? 'false'
        : `${alias}.organization_id = ${bindings.add(actor.organizationId)}`;
    case 'trainee':
      return actor.traineeId === undefined ? 'false' : `${alias}.id = ${bindings.add(actor.traineeId)}`;
    case 'administrator':
      return 'true';
    default:
      return 'false';
  }
}

/** Whose record the actor may change and whose citizen ID unmask: a coordinator over the managing division. */
export function traineeIsManaged(actor: Actor, alias: string, bindings: Bindings): string {
  if (isSystem(actor)) return 'true';
  return actor.role === 'coordinator' ? inside(actor, `${alias}.managing_division_id`, bindings) : 'false';
}

function inside(actor: Actor, column: string, bindings: Bindings): string {
  return `exists (select from responsibility.division reached
    where reached.id = ${column} and ${withinSubtree(actor, 'reached', bindings)})`;
}
