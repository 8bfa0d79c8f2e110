import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** SHA-256 in lower-case hexadecimal; names stored files and hashes tokens, which are random and need no salt. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/**
 * HMAC-SHA-256 in hexadecimal, by which a sealed value can be found without being opened. Without the key the 10^14
 * possible citizen IDs can't be tried. The purpose keeps equal values of different columns apart; normalise first.
 * @param key at least 32 bytes; unlike a sealing key it can't be rotated without hashing every row anew
 */
export function lookupHash(key: Buffer, value: string, purpose: string): string {
  if (key.length < 32) throw new RangeError('A look-up key has at least 32 bytes');
  return createHmac('sha256', key).update(`${purpose}\n${value}`).digest('hex');
}

/** Compares secrets in a time that doesn't depend on where they differ, of different length too. */
export function equalSecrets(one: string, other: string): boolean {
  const [first, second] = [one, other].map((text) => createHash('sha256').update(text).digest());
  return first !== undefined && second !== undefined && timingSafeEqual(first, second);
}
