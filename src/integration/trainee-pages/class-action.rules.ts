import type { ClassOffer, OfferObstacle } from './class-offer.repository.js';
import type { OwnClass } from './own-class.repository.js';

export type ClassActionKind = 'register' | 'queue' | OfferObstacle | Exclude<OwnClass['state'], 'cancelled'>;

/** The one thing a person can do with a class, as the action bar shows it. */
export interface ClassAction {
  kind: ClassActionKind;
  /** The person may leave the class or its waitlist alone. */
  cancellable: boolean;
  /** The person's own way out is closed; the organizer still has one. */
  pastCancellation: boolean;
}

const leavable: readonly ClassActionKind[] = ['pending', 'waitlisted', 'confirmed'];

export function classAction(
  own: OwnClass | undefined,
  offer: ClassOffer | undefined,
  now: Date,
): ClassAction {
  if (own) {
    const kind = own.state as Exclude<OwnClass['state'], 'cancelled'>;
    const inTime = now < own.cancellableUntil;
    return {
      kind,
      cancellable: leavable.includes(kind) && inTime,
      pastCancellation: leavable.includes(kind) && !inTime,
    };
  }
  const kind = !offer ? 'unknown' : (offer.obstacle ?? (offer.free > 0 ? 'register' : 'queue'));
  return { kind, cancellable: false, pastCancellation: false };
}

/** Which sentence tells how many seats are left, with its figure. */
export function seatsLeft(offer: ClassOffer): { key: 'free' | 'quota' | 'waitlist' | 'none'; count: number } {
  if (offer.free > 0) return { key: offer.byQuota ? 'quota' : 'free', count: offer.free };
  return offer.room > 0 ? { key: 'waitlist', count: offer.waitlisted } : { key: 'none', count: 0 };
}
