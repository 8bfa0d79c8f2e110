import { Secret } from 'otpauth';
import {
  authenticatorAddress,
  newAuthenticatorSecret,
  newRecoveryCodes,
  stepOfCode,
} from '../../../../src/responsibility/account/second-factor.rules.js';

describe('a one-time code', () => {
  const secret = Secret.fromLatin1('12345678901234567890').base32;
  const at = (seconds: number) => new Date(seconds * 1000);

  // RFC 6238, appendix B, SHA-1; six digits are the last six of its eight.
  it.each([
    [59, '287082', 1],
    [1111111109, '081804', 37037036],
    [1111111111, '050471', 37037037],
    [1234567890, '005924', 41152263],
    [2000000000, '279037', 66666666],
    [20000000000, '353130', 666666666],
  ])('at second %d is %s', (seconds, code, step) => {
    expect(stepOfCode(code, secret, at(seconds))).toBe(step);
  });

  it('is good half a minute early or late, and no longer', () => {
    for (const [seconds, step] of [
      [30, 1],
      [89, 1],
      [0, 1],
      [119, undefined],
      [1111111109, undefined],
    ] as const)
      expect(stepOfCode('287082', secret, at(seconds))).toBe(step);
    expect(stepOfCode('287083', secret, at(59))).toBeUndefined();
  });

  it('comes from an authenticator that reads the address', () => {
    const address = new URL(authenticatorAddress(secret, 'wang'));
    expect(address.protocol).toBe('otpauth:');
    expect(address.searchParams.get('secret')).toBe(secret);
    expect(decodeURIComponent(address.pathname)).toContain('知行:wang');
    expect(newAuthenticatorSecret()).toMatch(/^[A-Z2-7]{32}$/);
  });

  it('is replaced by ten recovery codes that differ', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^[2-9A-HJKMNP-TV-Z]{5}-[2-9A-HJKMNP-TV-Z]{5}$/);
  });
});
