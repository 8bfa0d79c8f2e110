import type { Actor } from '../../foundation/access/actor.js';
import { withinSubtree } from '../../foundation/access/reach.js';
import { Bindings } from '../../foundation/database/bindings.js';

/**
 * True where the asker sees everyone in a class: its owner's side, its host, its head. Aliases: `class`, and
 * `owner` for the class's division.
 */
export function seesWholeRoster(actor: Actor, bindings: Bindings): string {
  switch (actor.role) {
    case 'administrator':
      return 'true';
    case 'coordinator':
    case 'supervisor':
      return withinSubtree(actor, 'owner', bindings);
    case 'host':
      return actor.organizationId
        ? `class.host_organization_id = ${bindings.add(actor.organizationId)}`
        : 'false';
    case 'classHead':
      return `class.head_account_id = ${bindings.add(actor.accountId)}`;
    default:
      return 'false';
  }
}

/**
 * True where the person is the asker's own: of their subtree (where they work or who manages them), of their unit,
 * or themselves. Aliases: `trainee`, `home` and `managing` for the trainee's divisions.
 */
export function isOwnPerson(actor: Actor, bindings: Bindings): string {
  switch (actor.role) {
    case 'administrator':
      return 'true';
    case 'coordinator':
    case 'supervisor':
      return `(${withinSubtree(actor, 'home', bindings)} or ${withinSubtree(actor, 'managing', bindings)})`;
    case 'unitContact':
      return actor.organizationId
        ? `trainee.organization_id = ${bindings.add(actor.organizationId)}`
        : 'false';
    case 'trainee':
      return actor.traineeId ? `trainee.id = ${bindings.add(actor.traineeId)}` : 'false';
    default:
      return 'false';
  }
}

/**
 * True where the asker may know of a class although its whole roster is not theirs: an allocation or a call-up
 * reaches their division or unit. Alias: `class`.
 */
export function isInvited(actor: Actor, bindings: Bindings): string {
  if ((actor.role === 'coordinator' || actor.role === 'supervisor') && actor.division) {
    return `exists (select from responsibility.allocation invited
      join responsibility.division on division.id = invited.division_id
      where invited.quota_id = class.quota_id and invited.parent_id is not null
        and ${withinSubtree(actor, 'division', bindings)})`;
  }
  if (actor.role === 'unitContact' && actor.organizationId) {
    return `exists (select from integration.call_up_recipient recipient
      join integration.call_up on call_up.id = recipient.call_up_id
      where call_up.class_id = class.id and recipient.organization_id = ${bindings.add(actor.organizationId)})`;
  }
  return 'false';
}
