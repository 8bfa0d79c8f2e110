import {
  addressGroup,
  addressLock,
  lockSeconds,
  nameLock,
} from '../../../../src/responsibility/account/lock.rules.js';

describe('lockSeconds', () => {
  it('lets four failures pass, then doubles from a minute to an hour', () => {
    const seconds = Array.from({ length: 12 }, (_, index) => lockSeconds(nameLock, index + 1));
    expect(seconds).toEqual([0, 0, 0, 0, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
  });

  it('bears an office behind one address', () => {
    expect(lockSeconds(addressLock, 99)).toBe(0);
    expect(lockSeconds(addressLock, 100)).toBe(60);
  });
});

describe('addressGroup', () => {
  it.each([
    ['10.1.2.3', '10.1.2.3'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['2001:db8:0:7:aaaa:bbbb:cccc:dddd', '2001:db8:0:7::/64'],
    ['2001:0db8:0000:0007::1', '2001:db8:0:7::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('counts %s as %s', (address, group) => {
    expect(addressGroup(address)).toBe(group);
  });
});
