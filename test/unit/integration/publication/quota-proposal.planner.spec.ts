import {
  evenShares,
  proportionalShares,
} from '../../../../src/integration/publication/quota-proposal.planner.js';

describe('the quota proposal', () => {
  it('gives exactly the capacity, each share within one of its exact value', () => {
    let seed = 7;
    const random = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
    for (let round = 0; round < 500; round++) {
      const weights = Array.from({ length: 1 + random(40) }, () => random(5_000));
      const amount = random(2_000);
      const shares = proportionalShares(amount, weights);
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(amount);
      if (total > 0)
        for (const [index, share] of shares.entries())
          expect(Math.abs(share - (amount * (weights[index] ?? 0)) / total)).toBeLessThan(1);
    }
  });

  it('gives odd seats to the largest remainders, the earlier row first', () => {
    expect(proportionalShares(10, [1, 1, 1])).toEqual([4, 3, 3]);
    expect(proportionalShares(7, [10, 20, 5])).toEqual([2, 4, 1]);
    expect(proportionalShares(120, [210, 176, 142, 131, 124, 98, 112, 86, 121, 44, 40])).toEqual([
      20, 16, 13, 12, 12, 9, 11, 8, 11, 4, 4,
    ]);
  });

  it('gives nothing to nobody, and shares evenly when nobody matches', () => {
    expect(proportionalShares(10, [])).toEqual([]);
    expect(proportionalShares(0, [3, 4])).toEqual([0, 0]);
    expect(proportionalShares(5, [0, 0])).toEqual([3, 2]);
    expect(proportionalShares(5, [0, 8])).toEqual([0, 5]);
    expect(evenShares(11, 4)).toEqual([3, 3, 3, 2]);
  });
});
