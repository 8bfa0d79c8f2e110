import { SpreadsheetError } from './spreadsheet.error.js';
import { spooled, type TableSource } from './spool.js';
import { defaultTableLimits, type TableDescription, type TableLimits, type TableRow } from './table.js';
import { findHeader, type HeaderColumn, type TableHeader } from './table-header.rules.js';
import { inspectTable, type TableTask } from './table.reader.js';
import { parseTable } from './table.thread.js';

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
  path: string,
  limits: Partial<TableLimits> = {},
): Promise<TableDescription> {
  return inspectTable({ path, limits: { ...defaultTableLimits, ...limits } });
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
  const file = await spooled(source, limits.bytes);
  try {
    const task: TableTask = {
      path: file.path,
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
    await file.remove();
  }
}

export interface TableUnderHeader<Key extends string> {
  readonly header: TableHeader<Key>;
  /** The rows below the header; to be read to the end or left by its `return()`. */
  readonly rows: AsyncGenerator<TableRow>;
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
    return { header, rows: below(header.rowNumber, first, rows) };
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
