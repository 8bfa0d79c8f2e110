/**
 * Shares out a number of seats in proportion to weights by largest remainder (Hare-Niemeyer): the sum is exactly the
 * amount, every share lies within one of its exact value. Equal remainders go to the earlier row. With weights that are
 * all 0 every row counts the same.
 * @param amount whole seats, 0 or more
 * @param weights 0 or more each, e.g. matching people of each division
 */
export function proportionalShares(amount: number, weights: readonly number[]): number[] {
  if (weights.length === 0) return [];
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return proportionalShares(amount, Array<number>(weights.length).fill(1));
  // Whole-number arithmetic, so that equal weights have equal remainders.
  const shares = weights.map((weight) => Math.floor((amount * weight) / total));
  const remainders = weights.map((weight, index) => amount * weight - (shares[index] ?? 0) * total);
  const left = amount - shares.reduce((sum, share) => sum + share, 0);
  const luckiest = remainders
    .map((remainder, index) => ({ remainder, index }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index)
    .slice(0, left);
  for (const { index } of luckiest) shares[index] = (shares[index] ?? 0) + 1;
  return shares;
}

/** Shares that differ by at most one; the first rows get the odd seats. */
export function evenShares(amount: number, rows: number): number[] {
  return proportionalShares(amount, Array<number>(rows).fill(1));
}
