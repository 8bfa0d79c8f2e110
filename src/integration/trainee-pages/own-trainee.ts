import type { Actor } from '../../foundation/access/actor.js';
import { NotFound } from '../../foundation/error/domain-error.js';

/**
 * The person of the register whom the asker acts as.
 * @throws NotFound for a trainee's account that belongs to nobody in the register
 */
export function ownTrainee(actor: Actor): string {
  if (actor.traineeId === undefined) throw new NotFound();
  return actor.traineeId;
}
