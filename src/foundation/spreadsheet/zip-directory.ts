import { SpreadsheetError } from './spreadsheet.error.js';
import type { TableBytes } from './table-bytes.js';

/** A part of an archive as its central directory declares it; nothing is unpacked to learn this. */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc: number;
  readonly packed: number;
  readonly unpacked: number;
  /** Where its local header stands in the file. */
  readonly offset: number;
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const endSize = 22;
const longestComment = 0xffff;

/**
 * Reads the central directory of an archive (APPNOTE 4.3.12 and 4.3.16).
 * @throws SpreadsheetError `damaged` when there is none, as in a file that was cut off; `tooLarge` when it has more
 * than `mostEntries`, before reading them.
 */
export async function readZipDirectory(file: TableBytes, mostEntries: number): Promise<ZipEntry[]> {
  const { size } = file;
  const tail = await file.read(Math.max(0, size - endSize - longestComment), size);
  const end = findEnd(tail);
  const count = tail.readUInt16LE(end + 10);
  const length = tail.readUInt32LE(end + 12);
  const start = tail.readUInt32LE(end + 16);
  // 0xffff announces a ZIP64 directory: more parts than any workbook has.
  if (count > mostEntries)
    throw new SpreadsheetError('spreadsheet.tooLarge', { limit: 'parts', most: mostEntries });
  if (start + length > size) throw new SpreadsheetError('spreadsheet.damaged');
  return parseEntries(await file.read(start, start + length), count);
}

function findEnd(tail: Buffer): number {
  for (let at = tail.length - endSize; at >= 0; at -= 1)
    if (tail.readUInt32LE(at) === endSignature) return at;
  throw new SpreadsheetError('spreadsheet.damaged');
}

function parseEntries(directory: Buffer, count: number): ZipEntry[] {
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== entrySignature)
      throw new SpreadsheetError('spreadsheet.damaged');
    const nameEnd = at + 46 + directory.readUInt16LE(at + 28);
    const extraEnd = nameEnd + directory.readUInt16LE(at + 30);
    const declared = {
      unpacked: directory.readUInt32LE(at + 24),
      packed: directory.readUInt32LE(at + 20),
      offset: directory.readUInt32LE(at + 42),
    };
    entries.push({
      name: directory.toString('utf8', at + 46, nameEnd),
      method: directory.readUInt16LE(at + 10),
      encrypted: (directory.readUInt16LE(at + 8) & 1) === 1,
      crc: directory.readUInt32LE(at + 16),
      ...widened(declared, directory.subarray(nameEnd, extraEnd)),
    });
    at = extraEnd + directory.readUInt16LE(at + 32);
  }
  return entries;
}

interface DeclaredPlace {
  unpacked: number;
  packed: number;
  offset: number;
}

/** Some writers put sizes into a ZIP64 field (APPNOTE 4.5.3) even when they would fit. */
function widened(declared: DeclaredPlace, extra: Buffer): DeclaredPlace {
  const wide = { ...declared };
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let next = at + 4;
    for (const field of ['unpacked', 'packed', 'offset'] as const) {
      if (declared[field] !== 0xffffffff || next + 8 > extra.length) continue;
      wide[field] = Number(extra.readBigUInt64LE(next));
      next += 8;
    }
  }
  return wide;
}
