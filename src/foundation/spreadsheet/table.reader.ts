import { detectCsvFormat, readCsv, type CsvFormat } from './csv.reader.js';
import { fileKind } from './file-kind.rules.js';
import { SpreadsheetError } from './spreadsheet.error.js';
import type { TableLimits, TableRow } from './table.js';
import { TableBytes, type TableFile } from './table-bytes.js';
import { readWorkbook, workbookParts } from './workbook.reader.js';

const startSize = 64 * 1024;

/** What has to be parsed, in a shape that can be sent to another thread. */
export interface TableTask {
  readonly file: TableFile;
  readonly limits: TableLimits;
  readonly sheet?: number | string;
}

export type TableFormat = { readonly kind: 'workbook' } | ({ readonly kind: 'text' } & CsvFormat);

/** Judges a file by its content and, for a workbook, by the sizes it declares; reads no row. */
export async function inspectTable(task: TableTask): Promise<TableFormat> {
  const file = await TableBytes.open(task.file);
  try {
    return await formatOf(file, task.limits);
  } finally {
    await file.close();
  }
}

/** What an opened file is. @throws SpreadsheetError when it is no table */
export async function formatOf(file: TableBytes, limits: TableLimits): Promise<TableFormat> {
  const { size } = file;
  if (size > limits.bytes)
    throw new SpreadsheetError('spreadsheet.tooLarge', { limit: 'bytes', most: limits.bytes });
  const start = await file.read(0, Math.min(size, startSize));
  switch (fileKind(start)) {
    case 'workbook':
      await workbookParts(file, limits);
      return { kind: 'workbook' };
    case 'compound':
      throw new SpreadsheetError(
        (await isEncrypted(file)) ? 'spreadsheet.encrypted' : 'spreadsheet.oldWorkbook',
      );
    case 'text':
      return { kind: 'text', ...(await detectCsvFormat(file, start)) };
  }
}

/** Parses in this thread. Rows come in batches, each of which is parsed when it is asked for. */
export async function* readBatches(task: TableTask, batchSize: number): AsyncGenerator<TableRow[]> {
  const file = await TableBytes.open(task.file);
  try {
    const format = await formatOf(file, task.limits);
    const rows =
      format.kind === 'workbook'
        ? readWorkbook(file, task.limits, task.sheet)
        : readCsv(file, format, task.limits);
    let batch: TableRow[] = [];
    for await (const row of rows) {
      batch.push(row);
      if (batch.length < batchSize) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  } finally {
    await file.close();
  }
}

/** A workbook with a password to open is a compound file with a stream of this name. */
async function isEncrypted(file: TableBytes): Promise<boolean> {
  return (await file.read(0, file.size)).includes(Buffer.from('EncryptedPackage', 'utf16le'));
}
