import { equalSecrets, lookupHash, sha256 } from '../../../../src/foundation/crypto/digest.js';

describe('digests', () => {
  it('are the published ones', () => {
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('for look-up depend on key and purpose', () => {
    const key = Buffer.alloc(32, 1);
    expect(lookupHash(key, 'x', 'a')).toBe(lookupHash(key, 'x', 'a'));
    expect(lookupHash(key, 'x', 'a')).not.toBe(lookupHash(key, 'x', 'b'));
    expect(lookupHash(key, 'x', 'a')).not.toBe(lookupHash(Buffer.alloc(32, 2), 'x', 'a'));
    expect(() => lookupHash(Buffer.alloc(16), 'x', 'a')).toThrow(RangeError);
  });

  it('compare secrets of any length', () => {
    expect(equalSecrets('abc', 'abc')).toBe(true);
    expect(equalSecrets('abc', 'abcd')).toBe(false);
  });
});
