import { CsvParser } from './csv.parser.js';

const candidates = [',', '\t', ';', '，', '|'] as const;
const judgedRecords = 50;

/**
 * The delimiter under which the sample splits into the most records of one and the same width. A first line
 * `sep=;`, with which Excel can be told, decides. One column of text counts as comma-separated.
 */
export function detectDelimiter(sample: string): string {
  const told = /^sep=(.)\r?\n/u.exec(sample)?.[1];
  if (told !== undefined) return told;
  let best = { delimiter: ',', score: 0 };
  for (const delimiter of candidates) {
    const score = regularity(widths(sample, delimiter));
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

function widths(sample: string, delimiter: string): number[] {
  const found: number[] = [];
  try {
    for (const record of new CsvParser(delimiter).push(sample)) {
      if (record.length > 1 || record[0] !== '') found.push(record.length);
      if (found.length >= judgedRecords) break;
    }
  } catch {
    // An unclosed quotation mark under this delimiter: judged by what came before it.
  }
  return found.length > 0 ? found : [sample.split(delimiter).length];
}

/** Cells in records of the commonest width above one. */
function regularity(found: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const width of found) if (width > 1) counts.set(width, (counts.get(width) ?? 0) + 1);
  const [width, count] = [...counts].sort((one, other) => other[1] - one[1] || other[0] - one[0])[0] ?? [
    0, 0,
  ];
  return width * count * count;
}
