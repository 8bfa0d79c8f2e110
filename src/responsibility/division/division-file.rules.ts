import type { Level } from '../../foundation/access/actor.js';

/** One line of a divisions file: code, parent code (`\N` at the root), level 1 to 5, name; tab-separated. */
export interface DivisionLine {
  code: string;
  parentCode: string | null;
  level: Level;
  name: string;
}

/** What is wrong with a line; `code` is a catalogue key. */
export interface DivisionLineError {
  lineNumber: number;
  code: string;
  params: Record<string, unknown>;
}

/** Significant digits of a code per level, GB/T 2260 with the statistical bureau's township and village segments. */
const significantDigits = [2, 4, 6, 9, 12] as const;

/**
 * Reads a divisions file of a province. All wrong lines are reported, not only the first: digits, level, unknown or
 * mismatched parent, a code twice, more than one root.
 */
export function parseDivisionFile(text: string): { lines: DivisionLine[]; errors: DivisionLineError[] } {
  const lines: DivisionLine[] = [];
  const errors: DivisionLineError[] = [];
  const levels = new Map<string, number>();
  text.split(/\r?\n/).forEach((raw, index) => {
    if (raw.trim() === '') return;
    const [code = '', parent = '', levelText = '', name = ''] = raw.split('\t').map((cell) => cell.trim());
    const level = Number(levelText);
    const report = (key: string, params: Record<string, unknown> = {}) =>
      errors.push({ lineNumber: index + 1, code: `division.file.${key}`, params: { code, ...params } });
    if (!/^\d{12}$/.test(code)) report('code');
    else if (![1, 2, 3, 4, 5].includes(level)) report('level', { level: levelText });
    else if (name === '' || name.length > 100) report('name');
    else if (levels.has(code)) report('twice');
    else if (level === 1 && levels.size > 0) report('secondRoot');
    else if (level > 1 && levels.get(parent) !== level - 1) report('parent', { parent });
    else if (level > 1 && !sharesPrefix(code, parent, level)) report('prefix', { parent });
    else {
      levels.set(code, level);
      lines.push({ code, parentCode: level === 1 ? null : parent, level: level as Level, name });
    }
  });
  return { lines, errors };
}

function sharesPrefix(code: string, parent: string, level: number): boolean {
  const digits = significantDigits[level - 2] ?? 12;
  return code.slice(0, digits) === parent.slice(0, digits);
}
