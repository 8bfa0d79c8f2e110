import {
  hashSecret,
  newOneTimePassword,
  newSlipCode,
  newSmsCode,
  newToken,
  normaliseSlipCode,
  secretMatches,
  slipHash,
} from '../../../../src/responsibility/account/secret.js';

describe('secrets', () => {
  it('have the promised size and alphabet', () => {
    expect(Buffer.from(newToken(), 'base64url')).toHaveLength(32);
    expect(newSmsCode()).toMatch(/^\d{6}$/);
    expect(newSlipCode()).toMatch(/^[2-9A-HJKMNP-TV-Z]{8}$/);
    expect(newOneTimePassword()).toMatch(/^([2-9A-HJKMNP-TV-Z]{4}-){3}[2-9A-HJKMNP-TV-Z]{4}$/);
  });

  it('do not repeat', () => {
    expect(new Set(Array.from({ length: 2000 }, newSlipCode)).size).toBe(2000);
  });

  it('match however the keyboard composed their characters', async () => {
    const stored = await hashSecret('caf\u00e9 au lait');
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await secretMatches(stored, 'cafe\u0301 au lait')).toBe(true);
    expect(await secretMatches(stored, 'cafe au lait')).toBe(false);
    expect(await secretMatches(undefined, 'cafe au lait')).toBe(false);
  });

  it('of slips are found by their code as people type it', async () => {
    expect(normaliseSlipCode(' ab2d-９xyz ')).toBe('AB2D9XYZ');
    expect(await slipHash('ab2d 9xyz')).toBe(await slipHash('AB2D9XYZ'));
    expect(await slipHash('AB2D9XYZ')).not.toBe(await slipHash('AB2D9XYW'));
  });
});
