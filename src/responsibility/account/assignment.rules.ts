import { Actor, isSystem, Role } from '../../foundation/access/actor.js';
import { BrokenRule } from '../../foundation/error/domain-error.js';

/** From most to least powerful: which role a sign-in acts in when nothing else is known. */
export const rolesByPower: readonly Role[] = [
  'administrator',
  'coordinator',
  'supervisor',
  'host',
  'classHead',
  'unitContact',
  'instructor',
  'trainee',
];

/** Roles a coordinator hands out inside the own subtree; none of them exceeds a coordinator's. */
const grantedByCoordinator: readonly Role[] = ['supervisor', 'unitContact', 'classHead', 'instructor'];

/** A role and where it holds. */
export interface Grant {
  role: Role;
  divisionId?: string | null | undefined;
  organizationId?: string | null | undefined;
  traineeId?: string | null | undefined;
}

/** Whether the actor's role hands out the other role at all; where is a matter of the subtree. */
export function mayGrant(actor: Actor, role: Role): boolean {
  if (isSystem(actor) || actor.role === 'administrator') return true;
  return actor.role === 'coordinator' && grantedByCoordinator.includes(role);
}

/**
 * Whether the actor may disable an account or give it a new password: only when every role it holds could have been
 * handed out by the actor, or a county could take over a provincial coordinator who is also in touch with a unit there.
 * A unit contact prints slips for trainees and manages nobody else.
 */
export function mayManage(actor: Actor, held: readonly { role: Role; inSubtree: boolean }[]): boolean {
  if (isSystem(actor) || actor.role === 'administrator') return true;
  if (actor.role === 'unitContact') return held.every(({ role }) => role === 'trainee');
  if (actor.role !== 'coordinator') return false;
  return held.every(
    ({ role, inSubtree }) => inSubtree && (role === 'trainee' || grantedByCoordinator.includes(role)),
  );
}

/**
 * A role needs the place it holds for, and nothing it has no use for.
 * @throws BrokenRule naming the field that is missing
 */
export function grantMustNameItsScope(grant: Grant, prefix = ''): void {
  const needed = scopeOf[grant.role];
  if (needed !== undefined && !grant[needed]) {
    const code = `account.assignment.needs.${needed}`;
    throw new BrokenRule(code, { role: grant.role }, [{ field: prefix + needed, code }]);
  }
}

const scopeOf: Partial<Record<Role, 'divisionId' | 'organizationId' | 'traineeId'>> = {
  coordinator: 'divisionId',
  supervisor: 'divisionId',
  host: 'organizationId',
  unitContact: 'organizationId',
  trainee: 'traineeId',
};
