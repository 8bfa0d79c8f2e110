import type { Allocation } from './allocation.entity.js';

/** What a division gets of a quota. */
export interface Share {
  divisionId: string;
  amount: number;
}

/** What stands against handing a quota out as wished. */
export type SplitObjection =
  /** More than the pool has; what units and seats hold is not there to be handed out. */
  | { kind: 'exceeded'; sum: number; available: number }
  /** Less than the division has handed on or holds. */
  | { kind: 'inUse'; divisionId: string; least: number };

/** Shares are conserved: together no more than the root has left for divisions, each no less than what is in use. */
export function splitObjections(
  root: Pick<Allocation, 'amount' | 'held'>,
  parts: readonly Pick<Allocation, 'divisionId' | 'organizationId' | 'amount' | 'allocated' | 'held'>[],
  shares: readonly Share[],
): SplitObjection[] {
  const units = parts.filter(({ organizationId }) => organizationId !== null);
  const available = root.amount - root.held - units.reduce((sum, { amount }) => sum + amount, 0);
  const sum = shares.reduce((total, { amount }) => total + amount, 0);
  if (sum > available) return [{ kind: 'exceeded', sum, available }];
  const wished = new Map(shares.map(({ divisionId, amount }) => [divisionId, amount]));
  return parts.flatMap(({ divisionId, organizationId, allocated, held }): SplitObjection[] => {
    const least = allocated + held;
    if (divisionId === null || organizationId !== null || (wished.get(divisionId) ?? 0) >= least) return [];
    return [{ kind: 'inUse', divisionId, least }];
  });
}
