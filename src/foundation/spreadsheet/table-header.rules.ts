import type { TableRow } from './table.js';

/** A column to be found: its key in code and every heading under which files carry it, the usual one first. */
export interface HeaderColumn<Key extends string> {
  readonly key: Key;
  readonly headings: readonly string[];
}

export interface TableHeader<Key extends string> {
  readonly rowNumber: number;
  /** Position from 0 of each column found; of a heading that stands twice the first. */
  readonly positions: ReadonlyMap<Key, number>;
  /** The heading as the file writes it, for messages. */
  readonly labels: ReadonlyMap<Key, string>;
  /** Headings nobody asked for; their cells are not read. */
  readonly unknown: readonly string[];
  /** Columns that stand more than once. */
  readonly repeated: readonly Key[];
}

/** A title may happen to equal one heading, a header has more. */
const leastFound = 2;

/** The row with the most known headings, the first of equals; undefined when none has at least two (or all). */
export function findHeader<Key extends string>(
  rows: readonly TableRow[],
  columns: readonly HeaderColumn<Key>[],
): TableHeader<Key> | undefined {
  const keys = new Map(
    columns.flatMap(({ key, headings }) => headings.map((text) => [plainHeading(text), key] as const)),
  );
  let best: TableHeader<Key> | undefined;
  for (const row of rows) {
    const header = matched(row, keys);
    if (header.positions.size > (best?.positions.size ?? 0)) best = header;
  }
  return best && best.positions.size >= Math.min(leastFound, columns.length) ? best : undefined;
}

/** A heading without what people add to it: blanks, line breaks, stars, colons, notes in brackets, full width. */
export function plainHeading(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\([^)]*\)|\[[^\]]*\]|【[^】]*】/gu, '')
    .replace(/[\s*:#、,。"'“”]/gu, '')
    .toLowerCase();
}

function matched<Key extends string>(row: TableRow, keys: ReadonlyMap<string, Key>): TableHeader<Key> {
  const positions = new Map<Key, number>();
  const labels = new Map<Key, string>();
  const unknown: string[] = [];
  const repeated: Key[] = [];
  for (const [position, label] of row.cells.entries()) {
    if (label === '') continue;
    const key = keys.get(plainHeading(label));
    if (key === undefined) unknown.push(label);
    else if (positions.has(key)) repeated.push(key);
    else {
      positions.set(key, position);
      labels.set(key, label);
    }
  }
  return { rowNumber: row.rowNumber, positions, labels, unknown, repeated };
}
