import type { RosterOrder } from './roster.dto.js';

interface Ordered {
  name: string;
  pinyinKey: string;
  number: string;
  seatOrder: number | null;
}

const byStrokes = new Intl.Collator('zh-u-co-stroke');

/** People in the order asked for: of arrival, by pinyin, by strokes of the surname as name lists have it, by seat. */
export function inOrder<Person extends Ordered>(people: readonly Person[], order: RosterOrder): Person[] {
  return [...people].sort(comparisons[order]);
}

const comparisons: Record<RosterOrder, (a: Ordered, b: Ordered) => number> = {
  number: (a, b) => Number(a.number) - Number(b.number),
  // Bytewise, as the key is made for.
  pinyin: (a, b) => (a.pinyinKey < b.pinyinKey ? -1 : a.pinyinKey > b.pinyinKey ? 1 : 0),
  strokes: (a, b) => byStrokes.compare(a.name, b.name),
  seat: (a, b) =>
    (a.seatOrder ?? Infinity) - (b.seatOrder ?? Infinity) || Number(a.number) - Number(b.number),
};
