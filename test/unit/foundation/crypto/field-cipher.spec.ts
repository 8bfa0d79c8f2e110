import { randomBytes } from 'node:crypto';
import { FieldCipher } from '../../../../src/foundation/crypto/field-cipher.js';

const [oldKey, newKey] = [
  { id: 'k1', secret: randomBytes(32) },
  { id: 'k2', secret: randomBytes(32) },
];
const purpose = 'trainee.citizenId';

describe('FieldCipher', () => {
  const cipher = new FieldCipher([newKey, oldKey]);

  it('opens what it sealed, and seals the same text differently each time', () => {
    const sealed = cipher.seal('11010519491231002X', purpose);
    expect(cipher.open(sealed, purpose)).toBe('11010519491231002X');
    expect(cipher.seal('11010519491231002X', purpose)).not.toBe(sealed);
    expect(sealed).toMatch(/^k2\.[\w-]{62}$/u);
    expect(cipher.open(cipher.seal('䶮𬱖', purpose), purpose)).toBe('䶮𬱖');
    expect(cipher.open(cipher.seal('', purpose), purpose)).toBe('');
  });

  it('opens values of an older key and knows that they are due', () => {
    const sealed = new FieldCipher([oldKey]).seal('x', purpose);
    expect(cipher.open(sealed, purpose)).toBe('x');
    expect(cipher.isCurrent(sealed)).toBe(false);
    expect(cipher.isCurrent(cipher.seal('x', purpose))).toBe(true);
  });

  it('refuses every changed byte, another purpose and an unknown key', () => {
    const sealed = cipher.seal('x', purpose);
    const bytes = Buffer.from(sealed.slice(3), 'base64url');
    for (const index of bytes.keys()) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
      expect(() => cipher.open(`k2.${changed.toString('base64url')}`, purpose)).toThrow(
        expect.objectContaining({ code: 'seal.broken' }),
      );
    }
    expect(() => cipher.open(sealed, 'account.phone')).toThrow(
      expect.objectContaining({ code: 'seal.broken' }),
    );
    expect(() => new FieldCipher([oldKey]).open(sealed, purpose)).toThrow(
      expect.objectContaining({ code: 'seal.unknownKey' }),
    );
    expect(() => cipher.open('11010519491231002X', purpose)).toThrow(
      expect.objectContaining({ code: 'seal.malformed' }),
    );
  });

  it('refuses keys that are too short or share an id', () => {
    expect(() => new FieldCipher([{ id: 'k', secret: randomBytes(16) }])).toThrow(RangeError);
    expect(() => new FieldCipher([oldKey, { ...newKey, id: 'k1' }])).toThrow(RangeError);
    expect(() => new FieldCipher([])).toThrow(RangeError);
  });
});
