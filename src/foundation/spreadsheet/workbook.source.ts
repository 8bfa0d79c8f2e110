import { Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { SpreadsheetError } from './spreadsheet.error.js';
import type { TableBytes } from './table-bytes.js';
import type { ZipEntry } from './zip-directory.js';

/**
 * The bytes of a workbook laid out anew, so that a reader can take it in one pass: relations, styles and shared
 * strings first, then the sheets, unpacked, each with its size in front. Excel itself writes shared strings behind
 * the sheets and WPS leaves sizes out, and both would force a reader to hold the whole file.
 *
 * Each part is counted and summed up on the way: one that is longer than declared is a bomb, one that is shorter
 * or has another checksum is damaged.
 */
export async function* relaidWorkbook(
  file: TableBytes,
  entries: readonly ZipEntry[],
): AsyncGenerator<Buffer> {
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const head = Buffer.concat([localHeader(entry, name.length), name]);
    yield head;
    yield* unpackedPart(file, entry);
    directory.push(directoryHeader(entry, name.length, offset), name);
    offset += head.length + entry.unpacked;
  }
  const listing = Buffer.concat(directory);
  yield Buffer.concat([listing, endRecord(entries.length, listing.length, offset)]);
}

export async function* unpackedPart(file: TableBytes, entry: ZipEntry): AsyncGenerator<Buffer> {
  let length = 0;
  let crc = 0;
  // One chunk is held back, because a reader that has got the declared bytes asks for no more.
  let held: Buffer | undefined;
  for await (const chunk of unpacking(file, entry)) {
    if (held) yield held;
    length += chunk.length;
    if (length > entry.unpacked) throw new SpreadsheetError('spreadsheet.bomb');
    crc = crc32(chunk, crc);
    held = chunk;
  }
  if (length !== entry.unpacked || crc !== entry.crc) throw new SpreadsheetError('spreadsheet.damaged');
  if (held) yield held;
}

async function* unpacking(file: TableBytes, entry: ZipEntry): AsyncGenerator<Buffer> {
  if (entry.method === 0) yield* packedBytes(file, entry);
  else if (entry.method !== 8) throw new SpreadsheetError('spreadsheet.damaged');
  else {
    const packed = Readable.from(packedBytes(file, entry), { highWaterMark: 1 });
    const inflate = createInflateRaw({ chunkSize: 64 * 1024 });
    packed.once('error', (error) => inflate.destroy(error));
    try {
      for await (const chunk of packed.pipe(inflate)) yield chunk as Buffer;
    } catch (error) {
      throw error instanceof SpreadsheetError
        ? error
        : new SpreadsheetError('spreadsheet.damaged', {}, { cause: error });
    } finally {
      packed.destroy();
    }
  }
}

const chunkSize = 64 * 1024;

async function* packedBytes(file: TableBytes, entry: ZipEntry): AsyncGenerator<Buffer> {
  const header = await file.read(entry.offset, entry.offset + 30);
  if (header.readUInt32LE(0) !== 0x04034b50) throw new SpreadsheetError('spreadsheet.damaged');
  const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const end = start + entry.packed;
  for (let at = start; at < end; at += chunkSize) yield await file.read(at, Math.min(end, at + chunkSize));
}

function localHeader(entry: ZipEntry, nameLength: number): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt32LE(entry.crc, 14);
  header.writeUInt32LE(entry.unpacked, 18);
  header.writeUInt32LE(entry.unpacked, 22);
  header.writeUInt16LE(nameLength, 26);
  return header;
}

function directoryHeader(entry: ZipEntry, nameLength: number, offset: number): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(20, 6);
  header.writeUInt32LE(entry.crc, 16);
  header.writeUInt32LE(entry.unpacked, 20);
  header.writeUInt32LE(entry.unpacked, 24);
  header.writeUInt16LE(nameLength, 28);
  header.writeUInt32LE(offset, 42);
  return header;
}

function endRecord(count: number, length: number, offset: number): Buffer {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(count, 8);
  record.writeUInt16LE(count, 10);
  record.writeUInt32LE(length, 12);
  record.writeUInt32LE(offset, 16);
  return record;
}
