import { randomBytes } from 'node:crypto';

/** Crockford's base 32: no I, L, O, U, which people misread. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const length = 12;

/** A code of 60 random bits that says nothing of its neighbours. */
export function newCheckCode(): string {
  return [...randomBytes(length)].map((byte) => alphabet.charAt(byte & 31)).join('');
}

/** A code as somebody typed it: either case, in groups, with the letters Crockford's alphabet leaves out. */
export function typedCheckCode(text: string): string {
  return text.toUpperCase().replace(/[\s-]/g, '').replace(/[IL]/g, '1').replace(/O/g, '0');
}
