import type { Actor } from '../../foundation/access/actor.js';
import { withinSubtree } from '../../foundation/access/reach.js';
import { Bindings } from '../../foundation/database/bindings.js';
import { traineeIsVisible } from '../../targeting/trainee/trainee.service.js';

/** True where the asker sees everyone in a class: its owner's side, its host, its head. Alias: `class`. */
export function seesWholeRoster(actor: Actor, bindings: Bindings): string {
  switch (actor.role) {
    case 'administrator':
      return 'true';
    case 'coordinator':
    case 'supervisor':
      return `exists (select from responsibility.division owner
        where owner.id = class.division_id and ${withinSubtree(actor, 'owner', bindings)})`;
    case 'host':
      return `class.host_organization_id = ${bindings.add(actor.organizationId ?? null)}`;
    case 'classHead':
      return `class.head_account_id = ${bindings.add(actor.accountId)}`;
    default:
      return 'false';
  }
}

/**
 * True where the asker sees an enrolled person: the whole roster is theirs, the person is, or their unit named the
 * person in its reply. Aliases: `class`, `trainee`, `enrollment`.
 */
export function seesEnrolled(actor: Actor, bindings: Bindings): string {
  const named =
    actor.role === 'unitContact' && actor.organizationId
      ? `enrollment.recipient_id in (select recipient.id from integration.call_up_recipient recipient
           where recipient.organization_id = ${bindings.add(actor.organizationId)})`
      : 'false';
  return `(${seesWholeRoster(actor, bindings)} or ${traineeIsVisible(actor, 'trainee', bindings)} or ${named})`;
}
