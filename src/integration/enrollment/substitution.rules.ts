import { Conflict } from '../../foundation/error/domain-error.js';
import type { EnrollmentState } from './enrollment.state.js';

/** What a substitution is judged by. */
export interface SubstitutionFacts {
  /** State of the person who would leave. */
  state: EnrollmentState;
  /** The asker decides on the class's roster. */
  manages: boolean;
  /** When names of the call-up were due; null for people who came another way. */
  namesDue: Date | null;
}

/**
 * A unit changes its own proposal freely until names are due and nobody has confirmed it. What comes later is
 * changed with the organizer's consent.
 */
export function substitutionNeedsConsent(facts: SubstitutionFacts, now: Date): boolean {
  if (facts.manages) return false;
  return facts.state === 'confirmed' || (facts.namesDue !== null && facts.namesDue <= now);
}

export type SubstitutionState = 'requested' | 'approved' | 'refused' | 'withdrawn';

export type SubstitutionVerb = 'approve' | 'refuse' | 'withdraw';

/** State x verb -> state; the three ends are final. */
const transitions: Record<SubstitutionState, Partial<Record<SubstitutionVerb, SubstitutionState>>> = {
  requested: { approve: 'approved', refuse: 'refused', withdraw: 'withdrawn' },
  approved: {},
  refused: {},
  withdrawn: {},
};

/** @throws Conflict when the request has been answered or taken back */
export function nextSubstitutionState(state: SubstitutionState, verb: SubstitutionVerb): SubstitutionState {
  const next = transitions[state][verb];
  if (next === undefined)
    throw new Conflict(
      state === 'withdrawn' ? 'enrollment.substitutionWithdrawn' : 'enrollment.substitutionDecided',
    );
  return next;
}
