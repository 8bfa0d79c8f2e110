import type { Role } from '../../../src/foundation/access/actor.js';
import type { RegisteredRoute } from '../../../src/foundation/access/route-register.js';

/** A route as people write it. */
export function label({ method, path }: RegisteredRoute): string {
  return `${method} ${path}`;
}

/** Whether the route's policy lets the role through. */
export function allows({ policy }: RegisteredRoute, role: Role): boolean {
  return typeof policy.roles === 'string' || policy.roles.includes(role);
}
