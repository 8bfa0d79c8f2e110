import type { Person } from './person-directory.port.js';

/** A register person who has the phone, with the account it may have already. */
export interface Candidate {
  person: Person;
  accountId: string | undefined;
}

/**
 * Whose phone it is: the account it is bound to, or one person of the register. Where both are the same person under
 * two hats (bound phone, equal name, no account of their own) the account becomes the person's. Where several share
 * it, the last four of the citizen ID decide; the account it is bound to can't be reached that way.
 */
export function ownerOf<Bound extends { id: string; name: string }>(
  bound: Bound | undefined,
  candidates: readonly Candidate[],
  lastFourGiven: boolean,
): { account: Bound; person?: Person } | { person: Person } | 'nobody' | 'several' {
  const [first, ...others] = candidates;
  if (!first) return bound && !lastFourGiven ? { account: bound } : 'nobody';
  if (others.length > 0) return lastFourGiven ? 'nobody' : 'several';
  if (!bound || first.accountId === bound.id) return bound ? { account: bound } : { person: first.person };
  if (first.accountId === undefined && first.person.name === bound.name)
    return { account: bound, person: first.person };
  return lastFourGiven ? { person: first.person } : 'several';
}
