import type { Role } from '../../foundation/access/actor.js';

export const enrollmentStates = [
  'pending',
  'waitlisted',
  'confirmed',
  'arrived',
  'completed',
  'refused',
  'dismissed',
  'cancelled',
] as const;

/** `refused` is a refused completion (不予结业): the person sat in the class. */
export type EnrollmentState = (typeof enrollmentStates)[number];

/** A place in the class is theirs; the others wait or have left. */
export const seatHolding: readonly EnrollmentState[] = enrollmentStates.filter(
  (state) => state !== 'waitlisted' && state !== 'cancelled',
);

export type EnrollmentVerb =
  | 'promote'
  | 'confirm'
  | 'unconfirm'
  | 'return'
  | 'restore'
  | 'cancel'
  | 'expire'
  | 'substitute'
  | 'arrive'
  | 'unarrive'
  | 'dismiss'
  | 'complete'
  | 'refuse'
  | 'reconsider';

interface Transition {
  from: readonly EnrollmentState[];
  /** Several when the class decides, e.g. whether a promoted person still needs approval. */
  to: readonly EnrollmentState[];
  /** Who may; the system may everything, and what only time brings about is nobody else's. */
  by: readonly Role[];
}

/** State x verb -> state. The verb that creates a row (`enroll`) gives pending, waitlisted or confirmed. */
export const enrollmentTransitions: Record<EnrollmentVerb, Transition> = {
  promote: { from: ['waitlisted'], to: ['pending', 'confirmed'], by: ['coordinator'] },
  confirm: { from: ['pending'], to: ['confirmed'], by: ['coordinator'] },
  unconfirm: { from: ['confirmed'], to: ['pending'], by: ['coordinator'] },
  return: { from: ['pending'], to: ['cancelled'], by: ['coordinator'] },
  restore: { from: ['cancelled'], to: ['pending'], by: ['coordinator'] },
  cancel: {
    from: ['pending', 'waitlisted', 'confirmed'],
    to: ['cancelled'],
    by: ['trainee', 'unitContact', 'coordinator'],
  },
  expire: { from: ['waitlisted', 'pending'], to: ['cancelled'], by: [] },
  substitute: { from: ['pending', 'confirmed'], to: ['cancelled'], by: ['unitContact', 'coordinator'] },
  arrive: { from: ['confirmed'], to: ['arrived'], by: ['coordinator', 'host', 'classHead', 'trainee'] },
  unarrive: { from: ['arrived'], to: ['confirmed'], by: ['coordinator', 'host', 'classHead'] },
  // Who never came is cancelled: a dismissed person has arrived and counts as a person-time.
  dismiss: { from: ['arrived'], to: ['dismissed'], by: ['coordinator', 'classHead'] },
  complete: { from: ['arrived'], to: ['completed'], by: ['coordinator'] },
  refuse: { from: ['arrived'], to: ['refused'], by: ['coordinator'] },
  reconsider: { from: ['completed', 'refused', 'dismissed'], to: ['arrived'], by: ['coordinator'] },
};

/**
 * Proves the table at boot: every state can be reached and left states are reachable ones.
 * @throws Error naming the first hole
 */
export function checkEnrollmentTransitions(table = enrollmentTransitions): void {
  const reached = new Set<EnrollmentState>(['pending', 'waitlisted', 'confirmed']);
  for (let size = 0; size !== reached.size;) {
    size = reached.size;
    for (const { from, to } of Object.values(table))
      if (from.some((state) => reached.has(state))) to.forEach((state) => reached.add(state));
  }
  for (const state of enrollmentStates)
    if (!reached.has(state)) throw new Error(`No verb leads to the enrollment state ${state}`);
  for (const [verb, { by, from, to }] of Object.entries(table)) {
    if (by.length === 0 && verb !== 'expire') throw new Error(`Nobody may ${verb} an enrollment`);
    if (from.some((state) => to.includes(state)))
      throw new Error(`${verb} leaves an enrollment where it was`);
  }
}
