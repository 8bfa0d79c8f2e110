import { cleanName, NameError } from '../../foundation/text/clean-name.rules.js';
import { normalizePhone } from '../../foundation/text/phone.rules.js';

/** Somebody of the register who may be meant. */
export interface Known {
  id: string;
  name: string;
  phone: string | null;
  citizenIdLastFour: string;
}

/** One line of the pasted text with what the register knows of it; `ambiguous` is for a person to choose. */
export interface Match<Person extends Known = Known> {
  /** The name as it was read from the text. */
  name: string;
  kind: 'exact' | 'ambiguous' | 'unknown';
  people: Person[];
}

interface ReadName {
  name: string;
  phone: string | undefined;
  lastFour: string | undefined;
}

/** Longest pasted text, characters. */
export const longestPaste = 20_000;

const numbering =
  /^\s*(?:[(（【[]?\s*(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s*(?:[)）】\]]|[.．、:：,，](?!\d))|[-*•·@#●▪]+)\s*/u;
const separators = /[\s,，、;；|/／:：()（）【】[\]<>《》]+/u;
/** Words that stand beside names in replies and are no names. */
const words =
  /^(?:报名|回执|名单|参训|人员|参加|培训|学员|姓名|电话|手机|手机号|联系电话|单位|职务|性别|男|女|汉族|同志|收到|好的|谢谢|以上|共计|合计|我村|我县|我镇|我单位|接龙|群聊|备注|无|人|名|各位|领导|老师|请|统计|如下)+[：:\d人名]*$/u;
const postWords =
  /(?:书记|主任|队员|队长|村|镇|乡|县|市|局|办|街道|社区|干部|主席|委员|科长|股长|乡长|镇长|县长|局长|副职|干事|专干|会计|中心|学校|党委|支部|党支部)$/u;

/**
 * Reads names out of what was copied from a chat: one or several a line, numbered or not, with phone numbers, posts
 * or the sender's line of WeChat around them. A phone number or the last four of a citizen ID in the same line belongs
 * to the line's only name.
 */
export function readNames(text: string): ReadName[] {
  const found = new Map<string, ReadName>();
  for (const line of text.slice(0, longestPaste).split(/\r?\n/u)) {
    const names = namesOf(line);
    const [only] = names;
    const alone = names.length === 1;
    const phone = alone ? phoneOf(line) : undefined;
    const lastFour = alone && phone === undefined ? lastFourOf(line) : undefined;
    if (alone && only !== undefined)
      found.set(`${only} ${phone ?? lastFour ?? ''}`, { name: only, phone, lastFour });
    else for (const name of names) found.set(name, { name, phone: undefined, lastFour: undefined });
  }
  return [...found.values()];
}

/** Finds for each name who of the register is meant; a phone or last four tells people of one name apart. */
export function matchNames<Person extends Known>(
  read: readonly ReadName[],
  register: readonly Person[],
): Match<Person>[] {
  return read.map(({ name, phone, lastFour }): Match<Person> => {
    const namesakes = register.filter((person) => person.name === name);
    const told = namesakes.filter(
      (person) =>
        (phone !== undefined && person.phone === phone) ||
        (lastFour !== undefined && person.citizenIdLastFour === lastFour),
    );
    const people = told.length > 0 ? told : namesakes;
    if (people.length === 0) return { name, kind: 'unknown', people: [] };
    return { name, kind: people.length === 1 ? 'exact' : 'ambiguous', people };
  });
}

function namesOf(line: string): string[] {
  const plain = withoutSender(line).replace(numbering, '');
  const parts = joinSpacedNames(plain).split(separators);
  const names = parts.flatMap((part) => nameOf(part) ?? []);
  // In `张伟 蓝田县 第一书记` only the first part is a name: what follows a name in a line with a phone is a post.
  return phoneOf(plain) === undefined ? names : names.slice(0, 1);
}

/** A line such as `王主任 2026/11/23 10:02:11` is who wrote and when, not a name that was sent. */
function withoutSender(line: string): string {
  return /\d{1,2}:\d{2}(?::\d{2})?\s*$/u.test(line) ? '' : line;
}

/** With an ideographic blank between them 张 and 伟 are 张伟: two single characters with blanks between them are one name. */
function joinSpacedNames(line: string): string {
  return line.replace(
    /(?<!\p{Script=Han})(\p{Script=Han})[ \u3000]+(\p{Script=Han})(?!\p{Script=Han})/gu,
    '$1$2',
  );
}

function nameOf(part: string): string[] | undefined {
  const trimmed = part.replace(/[。.!！~～\d+-]+$/u, '').replace(/^[\d.@]+/u, '');
  if (trimmed === '' || words.test(trimmed) || postWords.test(trimmed)) return undefined;
  const name = cleaned(trimmed);
  if (name === undefined) return undefined;
  const length = Array.from(name).length;
  const plausible = name.includes('·')
    ? /^[\p{Script=Han}·]{3,25}$/u.test(name)
    : length >= 2 && length <= 4 && /^\p{Script=Han}+$/u.test(name);
  return plausible ? [name] : undefined;
}

function cleaned(text: string): string | undefined {
  try {
    return cleanName(text);
  } catch (error) {
    if (error instanceof NameError) return undefined;
    throw error;
  }
}

function phoneOf(line: string): string | undefined {
  const digits = /(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d){8}(?!\d)/u.exec(line.normalize('NFKC'))?.[0];
  return digits === undefined ? undefined : normalizePhone(digits);
}

function lastFourOf(line: string): string | undefined {
  return /(?<![\dX])(\d{3}[\dXx])(?![\dXx])/u.exec(line.normalize('NFKC'))?.[1]?.toUpperCase();
}
