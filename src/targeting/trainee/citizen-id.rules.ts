export type Sex = 'male' | 'female';

export type CitizenIdErrorCode =
  | 'citizenId.length'
  /** Other characters than 17 digits and a digit or X. */
  | 'citizenId.characters'
  /** No such day, in the future or before 1800. */
  | 'citizenId.birthDate'
  /** The last character doesn't fit the others: mistyped. */
  | 'citizenId.checkCharacter';

const form = /^\d{17}[\dX]$/u;
/** ISO 7064 MOD 11-2, as GB 11643 puts it: weight 2^(17 - i) mod 11, and the character for each remainder. */
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkCharacters = '10X98765432';

/** The standard's own second example was born in 1880. */
const earliestBirth = '1800-01-01';

/** Half of all people write a small x, some a full-width one, or blanks between the groups. */
export function normalizeCitizenId(raw: string): string {
  return raw
    .normalize('NFKC')
    .replace(/[\s'’\u200b-\u200f\ufeff]/gu, '')
    .toUpperCase();
}

/**
 * Judges a normalised citizen ID (GB 11643-1999); undefined when it is valid. The division code in front is that of the
 * first registration and may long be gone, so it isn't judged.
 * @param today 'YYYY-MM-DD'; nobody is born after it
 */
export function citizenIdError(id: string, today: string): CitizenIdErrorCode | undefined {
  if (id.length !== 18) return 'citizenId.length';
  if (!form.test(id)) return 'citizenId.characters';
  const birth = birthDateOf(id);
  if (!isDay(birth) || birth < earliestBirth || birth > today) return 'citizenId.birthDate';
  return checkCharacter(id) === id.charAt(17) ? undefined : 'citizenId.checkCharacter';
}

/** 'YYYY-MM-DD', of a valid ID. */
export function birthDateOf(id: string): string {
  return `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}`;
}

/** The 17th digit: odd for men, even for women. */
export function sexOf(id: string): Sex {
  return Number(id.charAt(16)) % 2 === 1 ? 'male' : 'female';
}

/** Whole years of age on a day 'YYYY-MM-DD'; born on 29 February, one is a year older from 1 March. */
export function ageOn(id: string, today: string): number {
  const birth = birthDateOf(id);
  return Number(today.slice(0, 4)) - Number(birth.slice(0, 4)) - (today.slice(5) < birth.slice(5) ? 1 : 0);
}

/** 611***********0012: first three, last four. Showing the first six would give away the county of birth. */
export function maskCitizenId(id: string): string {
  return id.length < 8
    ? '*'.repeat(id.length)
    : `${id.slice(0, 3)}${'*'.repeat(id.length - 7)}${id.slice(-4)}`;
}

/**
 * A valid ID of nobody, for tests and seeds.
 * @param sequence 0 to 999; odd for men, even for women
 * @throws RangeError
 */
export function syntheticCitizenId(countyCode: string, birthDate: string, sequence: number): string {
  if (
    !/^\d{6}$/u.test(countyCode) ||
    !isDay(birthDate) ||
    !Number.isInteger(sequence) ||
    sequence < 0 ||
    sequence > 999
  )
    throw new RangeError('A citizen ID needs a six-digit code, a day and a sequence from 0 to 999');
  const body = `${countyCode}${birthDate.replaceAll('-', '')}${String(sequence).padStart(3, '0')}`;
  return body + checkCharacter(body);
}

function checkCharacter(digits: string): string {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits.charAt(index)), 0);
  return checkCharacters.charAt(sum % 11);
}

function isDay(day: string): boolean {
  const moment = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(day);
}
