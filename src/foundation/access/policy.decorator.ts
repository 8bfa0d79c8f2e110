import { CustomDecorator, SetMetadata } from '@nestjs/common';
import type { Role } from './actor.js';

/**
 * Which rows a route reaches:
 * - `public`: no sign-in, nothing personal
 * - `self`: rows of the asker's own account or trainee
 * - `subtree`: rows inside the asker's division
 * - `organization`: rows of the asker's unit
 * - `class`: a class by its owner's subtree, host, head, allocation or audience
 * - `reference`: shared reference data that every signed-in person may read
 * - `system`: the installation itself
 */
export type Reach = 'public' | 'self' | 'subtree' | 'organization' | 'class' | 'reference' | 'system';

/** What a route declares: who may call it and which rows they reach. */
export interface Policy {
  roles: readonly Role[] | 'anyone' | 'signedIn';
  reach: Reach;
}

export const policyKey = 'zhixing:policy';

/** Lets the named roles call a route, reaching only the named rows. Without a policy the product doesn't boot. */
export function Allow(allowed: readonly Role[], reach: Reach): CustomDecorator {
  return SetMetadata(policyKey, { roles: allowed, reach } satisfies Policy);
}

/** Lets every signed-in person call a route. */
export function AllowSignedIn(reach: Reach): CustomDecorator {
  return SetMetadata(policyKey, { roles: 'signedIn', reach } satisfies Policy);
}

/** Lets anyone call a route, without sign-in. */
export function AllowAnyone(): CustomDecorator {
  return SetMetadata(policyKey, { roles: 'anyone', reach: 'public' } satisfies Policy);
}
