import { Actor, isSystem } from '../../foundation/access/actor.js';
import { withinSubtree } from '../../foundation/access/reach.js';
import { Bindings } from '../../foundation/database/bindings.js';

/**
 * Which classes an actor sees (table alias given): those of the own subtree, those with an allocation or a call-up
 * for it, open ones of the divisions above; the host, head and trainee see theirs, the instructor from publication on.
 */
export function classIsVisible(actor: Actor, alias: string, bindings: Bindings): string {
  switch (actor.role) {
    case 'coordinator':
    case 'supervisor':
      return `(${ownedBy(actor, alias, bindings)} or ${openAbove(actor, alias, bindings)} or ${allocatedTo(actor, alias, bindings)})`;
    case 'host':
      return `${alias}.host_organization_id = ${bindings.add(actor.organizationId)}`;
    case 'classHead':
      return `${alias}.head_account_id = ${bindings.add(actor.accountId)}`;
    case 'unitContact':
      return calledUp(actor, alias, bindings);
    case 'instructor':
      return `(${alias}.state not in ('draft', 'submitted', 'returned', 'approved') and exists (
        select from integration.session session where session.class_id = ${alias}.id
          and session.instructor_account_id = ${bindings.add(actor.accountId)}))`;
    case 'trainee':
      return `(exists (select from integration.enrollment enrollment where enrollment.class_id = ${alias}.id
        and enrollment.trainee_id = ${bindings.add(actor.traineeId)}) or ${openToTrainee(actor, alias, bindings)})`;
    case 'administrator':
      return 'true';
  }
}

/** Whether the actor plans and changes the class: a coordinator over the division that owns it, and jobs. */
export function classIsManaged(actor: Actor, alias: string, bindings: Bindings): string {
  if (actor.role === 'coordinator') return ownedBy(actor, alias, bindings);
  return isSystem(actor) ? 'true' : 'false';
}

/** Whether the actor runs the class from day to day: its managers, its host and its head. */
export function classIsRun(actor: Actor, alias: string, bindings: Bindings): string {
  if (actor.role === 'host' || actor.role === 'classHead') return classIsVisible(actor, alias, bindings);
  return classIsManaged(actor, alias, bindings);
}

function ownedBy(actor: Actor, alias: string, bindings: Bindings): string {
  return `exists (select from responsibility.division division
    where division.id = ${alias}.division_id and ${withinSubtree(actor, 'division', bindings)})`;
}

function openAbove(actor: Actor, alias: string, bindings: Bindings): string {
  if (!actor.division) return 'false';
  const own = bindings.add(actor.division.id);
  return `(${alias}.state in ('published', 'running', 'ended', 'concluded') and exists (
    select from responsibility.division own where own.id = ${own} and ${alias}.division_id in
      (own.province_id, own.city_id, own.county_id, own.township_id)))`;
}

function allocatedTo(actor: Actor, alias: string, bindings: Bindings): string {
  return `exists (select from responsibility.allocation allocation
    join responsibility.division division on division.id = allocation.division_id
    where allocation.quota_id = ${alias}.quota_id and allocation.parent_id is not null
      and ${alias}.state in ('published', 'running', 'ended', 'concluded')
      and ${withinSubtree(actor, 'division', bindings)})`;
}

function calledUp(actor: Actor, alias: string, bindings: Bindings): string {
  return `exists (select from integration.call_up call_up
    join integration.call_up_recipient recipient on recipient.call_up_id = call_up.id
    where call_up.class_id = ${alias}.id and call_up.state in ('issued', 'closed')
      and recipient.organization_id = ${bindings.add(actor.organizationId)})`;
}

function openToTrainee(actor: Actor, alias: string, bindings: Bindings): string {
  return `(${alias}.state = 'published' and exists (
    select from targeting.trainee trainee
    join responsibility.division own on own.id = trainee.division_id
    left join targeting.audience audience on audience.id = ${alias}.audience_id
    where trainee.id = ${bindings.add(actor.traineeId)}
      and ${alias}.division_id in (own.province_id, own.city_id, own.county_id, own.township_id, own.village_id)
      and targeting.audience_holds(audience.rule, trainee, own)))`;
}
