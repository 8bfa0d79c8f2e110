import { pinyin } from 'pinyin-pro';
import { compoundSurnames, surnameReadings } from './surname.rules.js';

/** A character's reading: syllable without tone (ü as v) and tone 0 to 4. */
interface Reading {
  readonly syllable: string;
  readonly tone: string;
}

/** Sorts behind every letter; marks a character that nobody told us how to read. */
const unread = '~';
const mostInitials = 8;

/**
 * The key by which people are listed, to be compared byte by byte (COLLATE "C"): pinyin, tone and character of each
 * character in turn, the surname read as a surname (曾 zeng, 单 shan, 万俟 moqi). Characters without a known reading
 * come last, in the order of Unicode; latin letters sort among the pinyin.
 */
export function pinyinKey(name: string): string {
  return readCharacters(name)
    .map(({ character, reading }) =>
      reading ? `${reading.syllable}${reading.tone}${character}` : keyOfOther(character),
    )
    .join(' ');
}

/** The name in pinyin without tones and blanks, for searching: 万俟建国 is moqijianguo. Unread characters stay. */
export function pinyinSpelling(name: string): string {
  return readCharacters(name)
    .map(({ character, reading }) => reading?.syllable ?? character.toLowerCase())
    .join('');
}

/**
 * First letters under which someone may search for a name, the likeliest first, at most eight: 曾乐 is zl, zy, cl, cy.
 * A surname's reading as an ordinary word counts too, because people type what they see.
 */
export function pinyinInitials(name: string): string[] {
  let found = [''];
  for (const { character, reading } of readCharacters(name)) {
    const letters = initialsOf(character, reading);
    found = letters.flatMap((letter) => found.map((prefix) => prefix + letter)).slice(0, mostInitials);
  }
  return found[0] === '' ? [] : [...new Set(found)];
}

interface ReadCharacter {
  readonly character: string;
  readonly reading: Reading | undefined;
}

function readCharacters(name: string): ReadCharacter[] {
  const characters = Array.from(name).filter((character) => !/[\s·]/u.test(character));
  // A name with a middle dot is transcribed from another language: its first character is no surname.
  const surname = name.includes('·') ? [] : surnameOf(characters);
  return characters.map((character, index) => ({
    character,
    reading: surname[index] ?? readingsOf(character)[0],
  }));
}

function surnameOf(characters: readonly string[]): readonly (Reading | undefined)[] {
  const [first = '', second = ''] = characters;
  const compound = characters.length > 2 ? compoundSurnames.get(first + second) : undefined;
  return (compound ?? [surnameReading(first)]).map((text) =>
    text === undefined ? undefined : asReading(text),
  );
}

const surnames = new Map<string, string | undefined>();

function surnameReading(character: string): string | undefined {
  if (!surnames.has(character))
    surnames.set(character, surnameReadings.get(character) ?? fromLibrary(character, { mode: 'surname' })[0]);
  return surnames.get(character);
}

/** 通用规范汉字表 reads 𬱖 (頠) wěi; 了 in a name isn't the particle. */
const corrected: ReadonlyMap<string, string> = new Map([
  ['𬱖', 'wei3'],
  ['了', 'liao3'],
]);
const usual = new Map<string, readonly Reading[]>();

/** All readings of a character, the commonest first; none for one nobody told us how to read. */
function readingsOf(character: string): readonly Reading[] {
  let readings = usual.get(character);
  if (!readings) {
    const first = corrected.get(character);
    const texts = fromLibrary(character, { multiple: true });
    readings = (first === undefined ? texts : [first, ...texts]).map(asReading);
    usual.set(character, readings);
  }
  return readings;
}

function initialsOf(character: string, reading: Reading | undefined): readonly string[] {
  if (!reading) return otherInitial(character);
  return [...new Set([reading, ...readingsOf(character)].map(({ syllable }) => syllable.charAt(0)))];
}

function otherInitial(character: string): readonly string[] {
  return /[a-z0-9]/iu.test(character) ? [character.toLowerCase()] : [''];
}

function keyOfOther(character: string): string {
  return /[a-z0-9]/iu.test(character) ? character.toLowerCase() : unread + character;
}

/** Readings such as zeng1; none for a character the library only hands back. */
function fromLibrary(character: string, options: { mode?: 'surname'; multiple?: boolean } = {}): string[] {
  return pinyin(character, { ...options, toneType: 'num', type: 'array', v: true }).filter((text) =>
    /^[a-zê]+[0-5]$/u.test(text),
  );
}

function asReading(text: string): Reading {
  return { syllable: text.slice(0, -1), tone: text.slice(-1) };
}
