import { ClaimLane } from '../../../../src/integration/enrollment/claim-lane.js';

describe('A claim lane', () => {
  it('settles together what comes while a batch is in flight, in order', async () => {
    const batches: string[][] = [];
    const lane = new ClaimLane<string, string>(
      async (claims) => {
        batches.push(claims);
        await new Promise((resolve) => setTimeout(resolve, 5));
        return claims.map((claim) => `${claim} settled`);
      },
      (claim) => claim,
    );
    const first = lane.submit('a');
    await new Promise((resolve) => setTimeout(resolve, 2));
    const rest = ['b', 'c', 'd'].map((claim) => lane.submit(claim));
    expect(await Promise.all([first, ...rest])).toEqual(['a settled', 'b settled', 'c settled', 'd settled']);
    expect(batches).toEqual([['a'], ['b', 'c', 'd']]);
  });

  it('never puts two claims of one identity into a batch, nor more than fit', async () => {
    const batches: string[][] = [];
    const lane = new ClaimLane<string, number>(
      (claims) => {
        batches.push(claims);
        return Promise.resolve(claims.map((_, index) => index));
      },
      (claim) => claim.slice(0, 1),
      2,
    );
    await Promise.all(['a1', 'a2', 'b1', 'c1'].map((claim) => lane.submit(claim)));
    expect(batches).toEqual([
      ['a1', 'b1'],
      ['a2', 'c1'],
    ]);
  });

  it('sends a second batch after the first once enough claims wait, and never a third', async () => {
    const batches: { claims: string[]; finish: () => void }[] = [];
    const lane = new ClaimLane<string, string>(
      (claims) => new Promise((resolve) => batches.push({ claims, finish: () => resolve(claims) })),
      (claim) => claim,
      500,
      3,
    );
    const settled = () => new Promise((resolve) => setTimeout(resolve, 20));
    const submit = async (...claims: string[]) => {
      const answers = claims.map((claim) => lane.submit(claim));
      await settled();
      return answers;
    };
    const answers = [...(await submit('a')), ...(await submit('b', 'c'))];
    expect(batches.map(({ claims }) => claims)).toEqual([['a']]);
    answers.push(...(await submit('d')), ...(await submit('e', 'f', 'g')));
    expect(batches.map(({ claims }) => claims)).toEqual([['a'], ['b', 'c', 'd']]);
    batches.forEach(({ finish }) => finish());
    await settled();
    batches.at(-1)?.finish();
    expect(await Promise.all(answers)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  });

  it('tries the claims of a failed batch one by one', async () => {
    const lane = new ClaimLane<string, string>(
      (claims) => (claims.includes('bad') ? Promise.reject(new Error('bad claim')) : Promise.resolve(claims)),
      (claim) => claim,
    );
    const outcomes = await Promise.allSettled(['good', 'bad', 'fine'].map((claim) => lane.submit(claim)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});
