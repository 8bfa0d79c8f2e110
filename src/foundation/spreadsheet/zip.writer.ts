import { Readable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';

/** A part of an archive to be written, its bytes made while they are being read. */
export interface ZipPart {
  readonly name: string;
  readonly chunks: Iterable<Buffer> | AsyncIterable<Buffer>;
}

/** A part whose bytes are at hand and hardly shrink, such as a PDF: kept as they are. */
export interface StoredPart {
  readonly name: string;
  readonly stored: Buffer;
}

/** Names in UTF-8; sizes behind the bytes (APPNOTE 4.4.4). */
const utf8 = 0x0800;
const sizesBehind = 0x0008;
const deflate = 8;
const asIs = 0;
/** Most parts the classic format counts. */
const mostParts = 0xffff;
const version = 20;
/** 1980-01-01, the first day an archive can name: equal content gives equal bytes. */
const date = 0x0021;
const largest = 0xffffffff;

/**
 * The bytes of an archive. Parts are asked for one after the other, each when the one before is finished, and nothing
 * but a line per part is kept.
 * @throws RangeError past 4 GiB or 65,535 parts, the end of the classic format
 */
export async function* zipped(parts: AsyncIterable<ZipPart | StoredPart>): AsyncGenerator<Buffer> {
  const directory: Buffer[] = [];
  let offset = 0;
  for await (const part of parts) {
    const name = Buffer.from(part.name);
    const kept = 'stored' in part;
    const sums = kept ? sumsOf(part.stored) : { crc: 0, packed: 0, unpacked: 0 };
    const way = kept ? { flags: utf8, method: asIs } : { flags: utf8 | sizesBehind, method: deflate };
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    writeCommon(header, 4, way, sums, name.length);
    yield Buffer.concat([header, name]);
    if (kept) yield part.stored;
    else yield* deflated(part.chunks, sums);
    if (Math.max(offset + sums.packed, sums.unpacked) >= largest || directory.length >= mostParts)
      throw new RangeError('The archive exceeds 4 GiB or 65,535 parts');
    if (!kept) yield descriptor(sums);
    directory.push(entryRecord(way, sums, name, offset));
    offset += 30 + name.length + sums.packed + (kept ? 0 : 16);
  }
  const listing = Buffer.concat(directory);
  yield listing;
  yield endRecord(directory.length, listing.length, offset);
}

interface Way {
  flags: number;
  method: number;
}

interface Sums {
  crc: number;
  packed: number;
  unpacked: number;
}

function sumsOf(bytes: Buffer): Sums {
  return { crc: crc32(bytes), packed: bytes.length, unpacked: bytes.length };
}

async function* deflated(chunks: ZipPart['chunks'], sums: Sums): AsyncGenerator<Buffer> {
  const source = Readable.from(summed(chunks, sums), { highWaterMark: 1 });
  const packer = createDeflateRaw({ level: 6 });
  source.once('error', (error) => packer.destroy(error));
  try {
    for await (const chunk of source.pipe(packer)) {
      sums.packed += (chunk as Buffer).length;
      yield chunk as Buffer;
    }
  } finally {
    source.destroy();
  }
}

async function* summed(chunks: ZipPart['chunks'], sums: Sums): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    sums.crc = crc32(chunk, sums.crc);
    sums.unpacked += chunk.length;
    yield chunk;
  }
}

/** The fields that a local header and a directory entry share, in their order. */
function writeCommon(record: Buffer, at: number, way: Way, sums: Sums, nameLength: number): void {
  record.writeUInt16LE(version, at);
  record.writeUInt16LE(way.flags, at + 2);
  record.writeUInt16LE(way.method, at + 4);
  record.writeUInt16LE(date, at + 8);
  record.writeUInt32LE(sums.crc, at + 10);
  record.writeUInt32LE(sums.packed, at + 14);
  record.writeUInt32LE(sums.unpacked, at + 18);
  record.writeUInt16LE(nameLength, at + 22);
}

function descriptor(sums: Sums): Buffer {
  const record = Buffer.alloc(16);
  record.writeUInt32LE(0x08074b50, 0);
  record.writeUInt32LE(sums.crc, 4);
  record.writeUInt32LE(sums.packed, 8);
  record.writeUInt32LE(sums.unpacked, 12);
  return record;
}

function entryRecord(way: Way, sums: Sums, name: Buffer, offset: number): Buffer {
  const record = Buffer.alloc(46);
  record.writeUInt32LE(0x02014b50, 0);
  record.writeUInt16LE(version, 4);
  writeCommon(record, 6, way, sums, name.length);
  record.writeUInt32LE(offset, 42);
  return Buffer.concat([record, name]);
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
