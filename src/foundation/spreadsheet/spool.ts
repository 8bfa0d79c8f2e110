import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { SpreadsheetError } from './spreadsheet.error.js';
import type { TableFile } from './table-bytes.js';

/** A file by its path, a sealed one with its key, or bytes as they arrive. */
export type TableSource = string | TableFile | AsyncIterable<Uint8Array>;

export interface SpooledFile {
  readonly file: TableFile;
  /** Removes the file if it is a temporary one. */
  remove(): Promise<void>;
}

/**
 * A file on disk for the source, readable by this account alone if it has to be written.
 * @throws SpreadsheetError `tooLarge` as soon as a stream has brought more than `mostBytes`
 */
export async function spooled(source: TableSource, mostBytes: number): Promise<SpooledFile> {
  if (typeof source === 'string') return { file: { path: source }, remove: () => Promise.resolve() };
  if (!(Symbol.asyncIterator in source)) return { file: source, remove: () => Promise.resolve() };
  const folder = await mkdtemp(join(tmpdir(), 'zhixing-table-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const path = join(folder, 'table');
  try {
    await pipeline(counted(source, mostBytes), createWriteStream(path, { mode: 0o600 }));
    return { file: { path }, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function* counted(source: AsyncIterable<Uint8Array>, mostBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > mostBytes)
      throw new SpreadsheetError('spreadsheet.tooLarge', { limit: 'bytes', most: mostBytes });
    yield chunk;
  }
}
