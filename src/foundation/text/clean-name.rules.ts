import { standardCharacter } from './private-use.rules.js';

export type NameErrorCode =
  | 'name.empty'
  /** A character that only one computer knows; `params.character` is its code point, as U+E000. */
  | 'name.privateUse'
  /** The replacement character of a file that was read or saved in the wrong encoding. */
  | 'name.garbled'
  | 'name.tooLong';

/** A name that can't be kept as it is written. */
export class NameError extends Error {
  override readonly name = 'NameError';

  constructor(
    readonly code: NameErrorCode,
    readonly params: Readonly<Record<string, string | number>> = {},
  ) {
    super(code);
  }
}

/** Longest name of a person, in characters as people count them; the longest names of Uyghurs have about 25. */
const longestName = 50;

/** Everything that has been typed for the dot between the parts of a minority name; the standard one is U+00B7. */
const dots = /\s*[\u00b7\u2022\u2027\u2219\u22c5\u25cf\u2e31\u30fb\uff65\uff0e\u2024\u0387]\s*/gu;
/** Control, bidirectional and zero-width characters: a right-to-left override turned a certificate's text around. */
const invisible = /\p{Cc}|\p{Cf}|\p{Variation_Selector}|[\u115f\u1160\u3164]/gu;
const betweenHan = /(?<=\p{Script=Han})\s+(?=\p{Script=Han})/gu;

/**
 * The one spelling under which a name is stored: NFC, without invisible characters, single blanks, none between Han
 * characters (张 伟 is 张伟), the standard middle dot. Characters which GBK once kept in private use become standard.
 * @throws NameError
 */
export function cleanName(raw: string): string {
  const visible = raw
    .replace(/[\t\r\n\v\f\u0085]/gu, ' ')
    .normalize('NFC')
    .replace(invisible, '');
  const name = Array.from(visible)
    .map(standardCharacter)
    .join('')
    .replace(dots, '·')
    .replace(/\s+/gu, ' ')
    .replace(betweenHan, '')
    .trim();
  refuse(name);
  return name;
}

function refuse(name: string): void {
  if (name === '') throw new NameError('name.empty');
  const privateUse = /\p{Co}/u.exec(name)?.[0];
  if (privateUse !== undefined) throw new NameError('name.privateUse', { character: codePoint(privateUse) });
  if (/[\ufffd\p{Cs}\p{Cn}]/u.test(name)) throw new NameError('name.garbled');
  if (Array.from(name).length > longestName) throw new NameError('name.tooLong', { most: longestName });
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}`;
}
