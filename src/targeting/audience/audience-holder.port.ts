import type { Actor } from '../../foundation/access/actor.js';

/** Port: whatever an audience was made for says who may know of it. Provided by the class room. */
export abstract class AudienceHolder {
  abstract isVisible(actor: Actor, audienceId: string): Promise<boolean>;
}
