import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { FieldKey } from './field-cipher.js';
import { SealError } from './field-cipher.js';

/**
 * A sealed file is a head, `ZXS1`, the length and text of the key's id and 32 random bytes, and pieces of 64 KiB of the
 * content, each sealed by AES-256-GCM under a key of that file alone, with its position and whether it is the last one
 * in the nonce: a piece that is changed, moved, dropped or taken from another file doesn't open, nor does a file cut off.
 */
const mark = Buffer.from('ZXS1');
const saltLength = 32;
const tagLength = 16;
const pieceLength = 64 * 1024;
const sealedPieceLength = pieceLength + tagLength;
const algorithm = 'aes-256-gcm';

/** What opens one sealed file and no other; can be sent to another thread, which then needs no key of the product. */
export interface SealedFileKey {
  readonly secret: Uint8Array;
  /** Where the first piece begins. */
  readonly headLength: number;
}

/** Head and key of a file about to be sealed; a file of another purpose has another key. */
export function newFileKey({ id, secret }: FieldKey, purpose: string): { head: Buffer; key: SealedFileKey } {
  const salt = randomBytes(saltLength);
  const head = Buffer.concat([mark, Buffer.from([id.length]), Buffer.from(id), salt]);
  return { head, key: { secret: derived(secret, salt, purpose), headLength: head.length } };
}

/**
 * The key of a sealed file by its head.
 * @throws SealError
 */
export async function fileKeyOf(
  file: FileHandle,
  keys: ReadonlyMap<string, Buffer>,
  purpose: string,
): Promise<SealedFileKey> {
  const head = Buffer.alloc(mark.length + 1 + 16 + saltLength);
  const { bytesRead } = await file.read(head, 0, head.length, 0);
  const idEnd = mark.length + 1 + (head[mark.length] ?? 0);
  if (!head.subarray(0, mark.length).equals(mark) || bytesRead < idEnd + saltLength)
    throw new SealError('seal.malformed');
  const secret = keys.get(head.toString('latin1', mark.length + 1, idEnd));
  if (!secret) throw new SealError('seal.unknownKey');
  const salt = head.subarray(idEnd, idEnd + saltLength);
  return { secret: derived(secret, salt, purpose), headLength: idEnd + saltLength };
}

/** The sealed bytes of a content, as it arrives; nothing but a piece is ever held in clear. */
export async function* sealedBytes(
  content: AsyncIterable<Uint8Array>,
  { head, key }: { head: Buffer; key: SealedFileKey },
): AsyncGenerator<Buffer> {
  yield head;
  let position = 0;
  let held: Buffer[] = [];
  let length = 0;
  for await (const chunk of content) {
    held.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    length += chunk.byteLength;
    // A whole piece waits for the next byte, since it may be the last one.
    while (length > pieceLength) {
      const whole = Buffer.concat(held);
      yield sealPiece(key, position++, false, whole.subarray(0, pieceLength));
      held = [whole.subarray(pieceLength)];
      length -= pieceLength;
    }
  }
  yield sealPiece(key, position, true, Buffer.concat(held));
}

/** Reads a sealed file at any place; the piece read last is kept, for readers that go on in small steps. */
export class SealedFileReader {
  private kept: { position: number; content: Buffer } | undefined;

  private constructor(
    private readonly file: FileHandle,
    private readonly key: SealedFileKey,
    private readonly pieces: number,
    /** Length of the content. */
    readonly size: number,
  ) {}

  /** @throws SealError when the file can't be a whole one */
  static async open(file: FileHandle, key: SealedFileKey): Promise<SealedFileReader> {
    const body = (await file.stat()).size - key.headLength;
    const pieces = Math.ceil(body / sealedPieceLength);
    if (pieces < 1 || body - (pieces - 1) * sealedPieceLength < tagLength) throw new SealError('seal.broken');
    return new SealedFileReader(file, key, pieces, body - pieces * tagLength);
  }

  /**
   * The bytes from `start` to before `end`, fewer at the end of the file.
   * @throws SealError `seal.broken`
   */
  async read(start: number, end: number): Promise<Buffer> {
    const stop = Math.min(end, this.size);
    const parts: Buffer[] = [];
    for (let at = start; at < stop;) {
      const position = Math.floor(at / pieceLength);
      const from = at - position * pieceLength;
      const part = (await this.piece(position)).subarray(from, from + stop - at);
      parts.push(part);
      at += part.length;
    }
    return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
  }

  private async piece(position: number): Promise<Buffer> {
    if (this.kept?.position === position) return this.kept.content;
    const sealed = Buffer.alloc(sealedPieceLength);
    const at = this.key.headLength + position * sealedPieceLength;
    let filled = 0;
    for (;;) {
      const { bytesRead } = await this.file.read(sealed, filled, sealed.length - filled, at + filled);
      filled += bytesRead;
      if (bytesRead === 0 || filled === sealed.length) break;
    }
    const content = openPiece(this.key, position, position === this.pieces - 1, sealed.subarray(0, filled));
    this.kept = { position, content };
    return content;
  }
}

function derived(secret: Buffer, salt: Buffer, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, salt, `zhixing sealed file\n${purpose}`, 32));
}

function nonceOf(position: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce[0] = last ? 1 : 0;
  nonce.writeUInt32BE(position, 8);
  return nonce;
}

function sealPiece(key: SealedFileKey, position: number, last: boolean, content: Buffer): Buffer {
  const cipher = createCipheriv(algorithm, key.secret, nonceOf(position, last));
  return Buffer.concat([cipher.update(content), cipher.final(), cipher.getAuthTag()]);
}

function openPiece(key: SealedFileKey, position: number, last: boolean, sealed: Buffer): Buffer {
  if (sealed.length < tagLength) throw new SealError('seal.broken');
  const decipher = createDecipheriv(algorithm, key.secret, nonceOf(position, last), {
    authTagLength: tagLength,
  }).setAuthTag(sealed.subarray(-tagLength));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, -tagLength)), decipher.final()]);
  } catch (error) {
    throw new SealError('seal.broken', { cause: error });
  }
}
