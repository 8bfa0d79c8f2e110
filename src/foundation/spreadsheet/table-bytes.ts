import { open, type FileHandle } from 'node:fs/promises';
import { SealError } from '../crypto/field-cipher.js';
import { SealedFileReader, type SealedFileKey } from '../crypto/sealed-file.js';
import { SpreadsheetError } from './spreadsheet.error.js';

/** A file on the disk, and its key when it is sealed, in a shape that can be sent to another thread. */
export interface TableFile {
  readonly path: string;
  readonly key?: SealedFileKey;
}

/** The content of a file at any place. A sealed one is opened piece by piece in memory and never written in clear. */
export class TableBytes {
  private constructor(
    private readonly file: FileHandle,
    private readonly source: Pick<SealedFileReader, 'size' | 'read'>,
  ) {}

  static async open({ path, key }: TableFile): Promise<TableBytes> {
    const file = await open(path);
    try {
      return new TableBytes(file, key ? await SealedFileReader.open(file, key) : await clear(file));
    } catch (error) {
      await file.close();
      throw refused(error);
    }
  }

  get size(): number {
    return this.source.size;
  }

  /** The bytes from `start` to before `end`; `damaged` when the file ends earlier. */
  async read(start: number, end: number): Promise<Buffer> {
    const bytes = await this.source.read(start, end).catch((error: unknown) => {
      throw refused(error);
    });
    if (bytes.length !== end - start) throw new SpreadsheetError('spreadsheet.damaged');
    return bytes;
  }

  /** All bytes from the start, in chunks of at most `chunkSize`. */
  async *chunks(chunkSize: number): AsyncGenerator<Buffer> {
    for (let at = 0; at < this.size; at += chunkSize)
      yield await this.read(at, Math.min(this.size, at + chunkSize));
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}

async function clear(file: FileHandle): Promise<Pick<SealedFileReader, 'size' | 'read'>> {
  const { size } = await file.stat();
  return { size, read: (start, end) => readClear(file, start, Math.min(end, size)) };
}

async function readClear(file: FileHandle, start: number, end: number): Promise<Buffer> {
  const buffer = Buffer.alloc(Math.max(0, end - start));
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, start + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

function refused(error: unknown): unknown {
  return error instanceof SealError
    ? new SpreadsheetError('spreadsheet.damaged', {}, { cause: error })
    : error;
}
