import type { Actor } from '../../foundation/access/actor.js';

/** How much of a quota's tree an asker reads: all of it, or the parts of the own subtree. */
export type QuotaReach = 'whole' | 'own';

/** Port: whoever holds a quota's id says who reads its tree. Provided by the class room. */
export abstract class QuotaHolder {
  /** Undefined out of reach, and for a quota that nothing holds. */
  abstract reachOf(actor: Actor, quotaId: string): Promise<QuotaReach | undefined>;
}
