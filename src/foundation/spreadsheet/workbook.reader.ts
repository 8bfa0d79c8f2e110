import { streamXlsxRows } from 'hucre/xlsx';
import { RowBuilder } from './row.builder.js';
import { SpreadsheetError } from './spreadsheet.error.js';
import type { TableLimits, TableRow } from './table.js';
import type { TableBytes } from './table-bytes.js';
import { relaidWorkbook } from './workbook.source.js';
import { refuseDangerousArchive } from './zip-bomb.rules.js';
import { readZipDirectory, type ZipEntry } from './zip-directory.js';

const held = /^\[Content_Types\]\.xml$|\.rels$|^xl\/[^/]+\.xml$/iu;
const sheet = /^xl\/worksheets\/[^/]+\.xml$/iu;

/** The parts of a workbook that hold its table, those to be known first in front. Refuses what isn't a workbook. */
export async function workbookParts(file: TableBytes, limits: TableLimits): Promise<ZipEntry[]> {
  const entries = await readZipDirectory(file, limits.parts);
  refuseDangerousArchive(entries, file.size, limits);
  const first = entries.filter((entry) => held.test(entry.name));
  const sheets = entries.filter((entry) => sheet.test(entry.name)).sort(byNumber);
  if (sheets.length === 0 || !first.some((entry) => /^xl\/workbook[^/]*\.xml$/iu.test(entry.name)))
    throw new SpreadsheetError('spreadsheet.notATable');
  if (first.reduce((total, entry) => total + entry.unpacked, 0) > limits.heldBytes)
    throw new SpreadsheetError('spreadsheet.tooLarge', { limit: 'heldBytes', most: limits.heldBytes });
  return [...first, ...sheets];
}

/** Reads one sheet of an .xlsx row by row; a sheet's bytes are unpacked only as fast as its rows are taken. */
export async function* readWorkbook(
  file: TableBytes,
  limits: TableLimits,
  sheetChoice?: number | string,
): AsyncGenerator<TableRow> {
  const source = new GatedSource(relaidWorkbook(file, await workbookParts(file, limits)));
  const builder = new RowBuilder(limits);
  const rows = streamXlsxRows(source.stream, {
    maxInputBytes: limits.heldBytes,
    ...(sheetChoice === undefined ? {} : { sheet: sheetChoice }),
  });
  try {
    for (;;) {
      const next = await source.during(() => rows.next().catch(damaged));
      if (next.done) return;
      const row = builder.build(next.value.index + 1, next.value.values);
      if (row) yield row;
    }
  } catch (error) {
    throw source.failure ?? error;
  } finally {
    await rows.return();
    await source.close();
  }
}

/**
 * hucre parses ahead as fast as bytes come, whoever waits for rows. This source gives bytes only while a row is
 * being waited for, so that rows don't pile up behind a slow reader.
 */
class GatedSource {
  readonly stream: ReadableStream<Uint8Array>;
  failure: unknown;
  private open = false;
  private closed = false;
  private release: () => void = () => undefined;

  constructor(private readonly chunks: AsyncGenerator<Buffer>) {
    this.stream = new ReadableStream<Uint8Array>(
      { pull: (controller) => this.pull(controller), cancel: () => this.close() },
      { highWaterMark: 0 },
    );
  }

  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    this.open = true;
    this.release();
    try {
      return await work();
    } finally {
      this.open = false;
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    this.open = true;
    this.release();
    await this.chunks.return(undefined);
  }

  private async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    if (!this.open) await new Promise<void>((resolve) => (this.release = resolve));
    if (this.closed) return;
    try {
      const next = await this.chunks.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    } catch (error) {
      this.failure = error;
      controller.error(error);
    }
  }
}

function damaged(error: unknown): never {
  throw new SpreadsheetError('spreadsheet.damaged', {}, { cause: error });
}

function byNumber(one: ZipEntry, other: ZipEntry): number {
  return numberIn(one.name) - numberIn(other.name);
}

function numberIn(name: string): number {
  return Number(/(\d+)\.xml$/u.exec(name)?.[1] ?? 0);
}
