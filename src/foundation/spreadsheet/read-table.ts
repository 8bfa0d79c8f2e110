import { SpreadsheetError } from './spreadsheet.error.js';
import { spooled, type TableSource } from './spool.js';
import { defaultTableLimits, type TableDescription, type TableLimits, type TableRow } from './table.js';
import type { TableFile } from './table-bytes.js';
import { findHeader, type HeaderColumn, type TableHeader } from './table-header.rules.js';
import { inspectTable, type TableTask } from './table.reader.js';
import { countInThread, parseTable } from './table.thread.js';

export interface ReadTableOptions {
  /** Sheet by position from 0 or by name; the first one unless told. */
  readonly sheet?: number | string;
  readonly limits?: Partial<TableLimits>;
  /** Ends the reading with `spreadsheet.cancelled`. */
  readonly signal?: AbortSignal;
}

/** Rows above which the header of a file that people made is looked for: titles, notes, dates come before it. */
const headerWithin = 20;

/**
 * What a file is, by content, and whether it may be opened; cheap, for the moment of uploading.
 * @throws SpreadsheetError
 */
export async function describeTable(
  file: string | TableFile,
  limits: Partial<TableLimits> = {},
): Promise<TableDescription> {
  return inspectTable({
    file: typeof file === 'string' ? { path: file } : file,
    limits: { ...defaultTableLimits, ...limits },
  });
}

/**
 * The rows of an .xlsx or of delimited text in UTF-8, UTF-16, GBK or GB 18030, told apart by content. Rows are parsed
 * in another thread, only as fast as they are taken; leaving the loop stops it. A stream is first written to a
 * temporary file, which is removed afterwards.
 * @throws SpreadsheetError on the first row asked for or any later one
 */
export async function* readTable(
  source: TableSource,
  options: ReadTableOptions = {},
): AsyncGenerator<TableRow> {
  const { signal } = options;
  const limits = { ...defaultTableLimits, ...options.limits };
  const spool = await spooled(source, limits.bytes);
  try {
    const task: TableTask = {
      file: spool.file,
      limits,
      ...(options.sheet === undefined ? {} : { sheet: options.sheet }),
    };
    for await (const batch of parseTable(task)) {
      for (const row of batch) {
        if (signal?.aborted) throw new SpreadsheetError('spreadsheet.cancelled');
        yield row;
      }
    }
  } finally {
    await spool.remove();
  }
}

/**
 * How many rows with content a file has, counted in another thread while the file is being read; undefined for one
 * that can't be counted, whose reading says why.
 */
export async function countTableRows(file: TableFile): Promise<number | undefined> {
  try {
    return await countInThread({ file, limits: defaultTableLimits });
  } catch {
    return undefined;
  }
}

export interface TableUnderHeader<Key extends string> {
  readonly header: TableHeader<Key>;
  /** The rows below the header; to be read to the end or left by its `return()`. */
  readonly rows: AsyncGenerator<TableRow>;
  /** Rows with content up to the header, itself included. */
  readonly rowsAbove: number;
}

/**
 * Finds the header by the known headings of the columns, within the first rows, and gives the rows below it.
 * @throws SpreadsheetError `noHeader`, and those of readTable
 */
export async function readTableUnderHeader<Key extends string>(
  source: TableSource,
  columns: readonly HeaderColumn<Key>[],
  options: ReadTableOptions = {},
): Promise<TableUnderHeader<Key>> {
  const rows = readTable(source, options);
  const first: TableRow[] = [];
  try {
    while (first.length < headerWithin) {
      const next = await rows.next();
      if (next.done) break;
      first.push(next.value);
    }
    const header = findHeader(first, columns);
    if (!header) throw new SpreadsheetError('spreadsheet.noHeader', { within: headerWithin });
    const rowsAbove = first.filter(({ rowNumber }) => rowNumber <= header.rowNumber).length;
    return { header, rows: below(header.rowNumber, first, rows), rowsAbove };
  } catch (error) {
    await rows.return(undefined);
    throw error;
  }
}

async function* below(
  headerRow: number,
  first: readonly TableRow[],
  rest: AsyncGenerator<TableRow>,
): AsyncGenerator<TableRow> {
  try {
    yield* first.filter((row) => row.rowNumber > headerRow);
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}
