import { readCsv } from './csv.reader.js';
import { TableBytes } from './table-bytes.js';
import { formatOf, type TableTask } from './table.reader.js';
import { workbookParts } from './workbook.reader.js';
import { unpackedPart } from './workbook.source.js';

/** The beginnings of a row and of what makes a cell more than a format: a value or a text of its own. */
const signs = /<(?:row|v|is)[\s>]/gu;
const longestSign = 5;

/**
 * How many rows with content a table has, without reading its cells: several times quicker than the rows themselves.
 * Of a workbook the first sheet counts. Good for showing how far a reader is, no promise about the rows it will give.
 */
export async function countRows({ file, limits }: Pick<TableTask, 'file' | 'limits'>): Promise<number> {
  const bytes = await TableBytes.open(file);
  try {
    const format = await formatOf(bytes, limits);
    return format.kind === 'workbook'
      ? await countSheetRows(bytes, (await workbookParts(bytes, limits)).find(isSheet))
      : await countRecords(readCsv(bytes, format, limits));
  } finally {
    await bytes.close();
  }
}

type Part = Parameters<typeof unpackedPart>[1];

function isSheet({ name }: Part): boolean {
  return name.startsWith('xl/worksheets/');
}

async function countSheetRows(bytes: TableBytes, sheet: Part | undefined): Promise<number> {
  if (!sheet) return 0;
  let rows = 0;
  let inEmptyRow = false;
  let rest = '';
  for await (const chunk of unpackedPart(bytes, sheet)) {
    const text = rest + chunk.toString('latin1');
    for (const [sign] of text.matchAll(signs))
      if (sign.startsWith('<row')) inEmptyRow = true;
      else if (inEmptyRow) {
        rows += 1;
        inEmptyRow = false;
      }
    // A sign that is cut by the end of a chunk; a whole one must not be met twice.
    rest = /<[a-z]{0,3}$/u.exec(text.slice(-longestSign))?.[0] ?? '';
  }
  return rows;
}

async function countRecords(rows: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _ of rows) count += 1;
  return count;
}
