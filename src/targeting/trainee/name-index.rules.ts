import { pinyinInitials, pinyinKey, pinyinSpelling } from '../../foundation/text/pinyin.rules.js';

/** What is stored beside a name, so that it can be listed and found in pinyin. */
export interface NameIndex {
  readonly pinyinKey: string;
  readonly pinyinInitials: string;
}

/** The words stand between blanks, so that ` zw` finds what begins with zw: 张伟 is ` zw zhangwei `. */
export function nameIndexOf(name: string): NameIndex {
  const words = new Set([...pinyinInitials(name), pinyinSpelling(name)]);
  return { pinyinKey: pinyinKey(name), pinyinInitials: ` ${[...words].join(' ')} ` };
}
