import { BrokenRule } from '../../foundation/error/domain-error.js';
import { commonNumbers, commonWords, keyboardRuns } from './common-passwords.js';

/** Fewest and most characters. Length is what makes a password; composition rules only make it forgettable. */
export const passwordLength = { least: 10, most: 128 };

/** What the person is known by; none of it may be the password. */
export interface PasswordOwner {
  username?: string | null | undefined;
  name?: string;
  phone?: string | null | undefined;
}

/**
 * Refuses a password that is short, that leaked lists begin with, or that is made of what everybody knows of the
 * person (OWASP ASVS 5.0, 6.2).
 * @param mixed whether three kinds of characters out of capitals, small letters, digits and others are asked for, too
 * @throws BrokenRule on the field `password`, with the reason as code
 */
export function passwordMustBeStrong(password: string, owner: PasswordOwner, mixed = false): void {
  const plain = password.normalize('NFC');
  const reason =
    weaknessOf(plain, owner) ?? (mixed && kindsIn(plain) < 3 ? 'account.password.mixed' : undefined);
  if (reason !== undefined) {
    const params = { least: passwordLength.least, most: passwordLength.most };
    throw new BrokenRule(reason, params, [{ field: 'password', code: reason, params }]);
  }
}

/**
 * Whether a password has to be replaced because of its age.
 * @param setAt when it was chosen; null where there is none
 * @param days undefined where passwords don't expire
 */
export function passwordHasExpired(setAt: Date | null, now: Date, days: number | undefined): boolean {
  if (days === undefined || setAt === null) return false;
  return now.getTime() - setAt.getTime() >= days * 24 * 3_600_000;
}

function kindsIn(password: string): number {
  return [/\p{Lu}/u, /\p{Ll}/u, /\p{Nd}/u, /[^\p{Lu}\p{Ll}\p{Nd}]/u].filter((kind) => kind.test(password))
    .length;
}

function weaknessOf(password: string, owner: PasswordOwner): string | undefined {
  const letters = Array.from(password);
  if (letters.length < passwordLength.least) return 'account.password.short';
  if (letters.length > passwordLength.most) return 'account.password.long';
  const plain = password.toLowerCase();
  if (isPersonal(plain, owner)) return 'account.password.personal';
  if (isCommon(plain)) return 'account.password.common';
  return undefined;
}

/** Contains the name one signs in with, or is a phone or citizen ID number. */
function isPersonal(password: string, owner: PasswordOwner): boolean {
  const known = [owner.username, owner.name, owner.phone]
    .map((value) => value?.toLowerCase() ?? '')
    .filter((value) => value.length >= 2);
  return (
    known.some(
      (value) => password.includes(value) && password.length - value.length < passwordLength.least,
    ) ||
    /^1[3-9]\d{9}$/.test(password) ||
    /^\d{17}[\dx]$/.test(password)
  );
}

/** What remains of a password once everything that stands in every cracker's list is taken out of it. */
const leastOfOnesOwn = 6;

function isCommon(password: string): boolean {
  if (new Set(password).size < 5) return true;
  if (/^\d+$/.test(password) && password.length < 14) return true;
  return [password, unleet(password)].some((variant) => {
    const known = [...commonNumbers, ...wordsByLength];
    const rest = known.reduce((text, word) => text.replaceAll(word, ''), withoutRuns(variant));
    return rest.length < leastOfOnesOwn;
  });
}

/** Longest first, so that a word isn't left over from a longer one; short ones occur in anything. */
const wordsByLength = [...commonWords]
  .filter((word) => word.length >= 4)
  .sort((one, other) => other.length - one.length);

/** Takes out stretches of four and more neighbours on the keyboard or in the alphabet. */
function withoutRuns(password: string): string {
  let rest = password;
  for (const run of keyboardRuns.flatMap((keys) => [keys, Array.from(keys).reverse().join('')])) {
    for (let length = Math.min(run.length, rest.length); length >= 4; length--)
      for (let start = 0; start + length <= run.length; start++)
        rest = rest.replaceAll(run.slice(start, start + length), '');
  }
  return rest;
}

function unleet(password: string): string {
  const letters: Record<string, string> = { '@': 'a', '0': 'o', '1': 'i', '3': 'e', $: 's' };
  return password.replace(/[@013$]/g, (sign) => letters[sign] ?? sign);
}
