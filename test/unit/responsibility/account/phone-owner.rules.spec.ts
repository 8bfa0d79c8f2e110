import { Candidate, ownerOf } from '../../../../src/responsibility/account/phone-owner.rules.js';

const person = (name: string, accountId?: string): Candidate => ({
  person: { traineeId: `t-${name}`, name, phone: '13800000000', divisionId: 'd', organizationId: null },
  accountId,
});
const bound = { id: 'a1', name: '王小满' };

describe('ownerOf', () => {
  it('is nobody without an account and without a person', () => {
    expect(ownerOf(undefined, [], false)).toBe('nobody');
  });

  it('is the bound account, or the one person', () => {
    const wang = person('王小满');
    expect(ownerOf(bound, [], false)).toEqual({ account: bound });
    expect(ownerOf(undefined, [wang], false)).toEqual({ person: wang.person });
    expect(ownerOf(bound, [person('王小满', 'a1')], false)).toEqual({ account: bound });
  });

  it('joins a bound account with the person of the same name who has none', () => {
    const wang = person('王小满');
    expect(ownerOf(bound, [wang], false)).toEqual({ account: bound, person: wang.person });
  });

  it('never gives a bound account to a person of another name', () => {
    const li = person('李谷雨');
    expect(ownerOf(bound, [li], false)).toBe('several');
    expect(ownerOf(bound, [li], true)).toEqual({ person: li.person });
    expect(ownerOf(bound, [], true)).toBe('nobody');
  });

  it('asks when several share it, and takes no guess', () => {
    expect(ownerOf(undefined, [person('甲'), person('乙')], false)).toBe('several');
    expect(ownerOf(undefined, [person('甲'), person('乙')], true)).toBe('nobody');
  });
});
