import { open, type FileHandle } from 'node:fs/promises';
import { detectCsvFormat, readCsv, type CsvFormat } from './csv.reader.js';
import { fileKind } from './file-kind.rules.js';
import { SpreadsheetError } from './spreadsheet.error.js';
import type { TableLimits, TableRow } from './table.js';
import { readWorkbook, workbookParts } from './workbook.reader.js';
import { readBytes } from './zip-directory.js';

const startSize = 64 * 1024;

/** What has to be parsed, in a shape that can be sent to another thread. */
export interface TableTask {
  readonly path: string;
  readonly limits: TableLimits;
  readonly sheet?: number | string;
}

export type TableFormat = { readonly kind: 'workbook' } | ({ readonly kind: 'text' } & CsvFormat);

/** Judges a file by its content and, for a workbook, by the sizes it declares; reads no row. */
export async function inspectTable({ path, limits }: TableTask): Promise<TableFormat> {
  return withFile(path, async (file) => {
    const { size } = await file.stat();
    if (size > limits.bytes)
      throw new SpreadsheetError('spreadsheet.tooLarge', { limit: 'bytes', most: limits.bytes });
    const start = await readBytes(file, 0, Math.min(size, startSize));
    switch (fileKind(start)) {
      case 'workbook':
        await workbookParts(file, limits);
        return { kind: 'workbook' };
      case 'compound':
        throw new SpreadsheetError(
          (await isEncrypted(file, size)) ? 'spreadsheet.encrypted' : 'spreadsheet.oldWorkbook',
        );
      case 'text':
        return { kind: 'text', ...(await detectCsvFormat(path, start)) };
    }
  });
}

/** Parses in this thread. Rows come in batches, each of which is parsed when it is asked for. */
export async function* readBatches(task: TableTask, batchSize: number): AsyncGenerator<TableRow[]> {
  const format = await inspectTable(task);
  const file = await open(task.path);
  try {
    const rows =
      format.kind === 'workbook'
        ? readWorkbook(file, task.limits, task.sheet)
        : readCsv(task.path, format, task.limits);
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
async function isEncrypted(file: FileHandle, size: number): Promise<boolean> {
  return (await readBytes(file, 0, size)).includes(Buffer.from('EncryptedPackage', 'utf16le'));
}

async function withFile<Result>(path: string, work: (file: FileHandle) => Promise<Result>): Promise<Result> {
  const file = await open(path);
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}
