import { Secret, TOTP } from 'otpauth';
import { newSlipCode } from './secret.js';

/** What every authenticator app knows: RFC 6238 with SHA-1, six digits, thirty seconds. */
const parameters = { issuer: '知行', algorithm: 'SHA1', digits: 6, period: 30 } as const;

/** Steps before and after the present one whose code is taken too: phones are seldom more than half a minute off. */
const driftSteps = 1;

const recoveryCodeCount = 10;

/** 160 random bits in base 32, as RFC 4226 advises. */
export function newAuthenticatorSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** The address that an authenticator reads from the QR code. */
export function authenticatorAddress(secret: string, account: string): string {
  return new TOTP({ ...parameters, label: account, secret: Secret.fromBase32(secret) }).toString();
}

/** The time step a code belongs to, or undefined for one that is wrong, too old or too new. */
export function stepOfCode(code: string, secret: string, now: Date): number | undefined {
  const authenticator = new TOTP({ ...parameters, secret: Secret.fromBase32(secret) });
  const timestamp = now.getTime();
  const drift = authenticator.validate({ token: code, timestamp, window: driftSteps });
  return drift === null ? undefined : authenticator.counter({ timestamp }) + drift;
}

/** Ten codes of ten characters, about 49 bits each, in two groups. */
export function newRecoveryCodes(): string[] {
  const codes = new Set<string>();
  while (codes.size < recoveryCodeCount)
    codes.add(`${newSlipCode().slice(0, 5)}-${newSlipCode().slice(0, 5)}`);
  return [...codes];
}
