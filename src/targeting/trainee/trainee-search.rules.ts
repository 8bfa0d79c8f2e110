import { InvalidInput } from '../../foundation/error/domain-error.js';

/** What a text typed into the register's search box is looked up as. */
export type TraineeSearch =
  | { readonly by: 'name'; readonly part: string }
  /** Initials, or the beginning of the spelling, in lower case. */
  | { readonly by: 'pinyin'; readonly word: string }
  /** End of the citizen ID, X in upper case; four digits may also be the end of a phone number. */
  | { readonly by: 'lastFour'; readonly lastFour: string }
  | { readonly by: 'phone'; readonly phone: string };

/**
 * Tells by its form what is searched for. A whole citizen ID is refused, because addresses of pages are kept in
 * histories and logs: its last four characters find the person as well.
 * @throws InvalidInput
 */
export function traineeSearchOf(text: string): TraineeSearch | undefined {
  const plain = text.normalize('NFKC').replace(/\s+/gu, ' ').trim();
  const joined = plain.replace(/[\s-]/gu, '');
  if (joined === '') return undefined;
  if (/^\d{14,}x?$/iu.test(joined))
    throw new InvalidInput([{ field: 'text', code: 'trainee.search.citizenId' }]);
  if (/^1[3-9]\d{9}$/u.test(joined)) return { by: 'phone', phone: joined };
  if (/^\d{3}[\dx]$/iu.test(joined)) return { by: 'lastFour', lastFour: joined.toUpperCase() };
  if (/^[a-zü' ]+$/iu.test(plain))
    return { by: 'pinyin', word: plain.replace(/[ ']/gu, '').replaceAll('ü', 'v').toLowerCase() };
  return {
    by: 'name',
    part: text
      .normalize('NFC')
      .replace(/(?<=\p{Script=Han})\s+(?=\p{Script=Han})/gu, '')
      .trim(),
  };
}
