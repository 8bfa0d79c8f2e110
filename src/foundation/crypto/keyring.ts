import type { FileHandle } from 'node:fs/promises';
import { FieldCipher, type FieldKey } from './field-cipher.js';
import { lookupHash, sha256 } from './digest.js';
import { fileKeyOf, newFileKey, sealedBytes, type SealedFileKey } from './sealed-file.js';

/** The pair of ENCRYPTION_KEYS that hashes sealed values for look-up; it is never rotated. */
const lookupId = 'lookup';

/** Why a text of keys can't be used; the message never repeats a key. */
export class KeyringError extends Error {
  override readonly name = 'KeyringError';
}

/** The keys of this installation: which seal single fields, and the one by which a sealed value can be found. */
export class Keyring {
  readonly cipher: FieldCipher;
  private readonly lookupKey: Buffer;
  private readonly sealing: readonly FieldKey[];

  /** @param keys the sealing keys, newest first, and one with the id `lookup` */
  constructor(keys: readonly FieldKey[]) {
    const lookup = keys.find(({ id }) => id === lookupId);
    const sealing = keys.filter(({ id }) => id !== lookupId);
    if (!lookup || sealing.length === 0)
      throw new KeyringError('needs at least one sealing key and one key named "lookup"');
    this.lookupKey = lookup.secret;
    this.cipher = new FieldCipher(sealing);
    this.sealing = sealing;
  }

  /** The bytes of a whole file, sealed for one purpose as they arrive. */
  sealFile(content: AsyncIterable<Uint8Array>, purpose: string): AsyncGenerator<Buffer> {
    const [current] = this.sealing;
    if (!current) throw new KeyringError('has no sealing key');
    return sealedBytes(content, newFileKey(current, purpose));
  }

  /**
   * What opens this one sealed file.
   * @throws SealError when it isn't sealed, or its key is no longer given
   */
  async fileKey(file: FileHandle, purpose: string): Promise<SealedFileKey> {
    return fileKeyOf(file, new Map(this.sealing.map(({ id, secret }) => [id, secret])), purpose);
  }

  /** The bytes by which a normalised value of one purpose is found without being opened. */
  lookup(value: string, purpose: string): Buffer {
    return Buffer.from(lookupHash(this.lookupKey, value, purpose), 'hex');
  }

  /** Tells two look-up keys apart without giving them away. */
  get fingerprint(): string {
    return sha256(Buffer.concat([Buffer.from('zhixing look-up key\n'), this.lookupKey])).slice(0, 16);
  }
}

/**
 * Reads `id:base64` pairs, separated by commas or line breaks; each secret has 32 bytes.
 * @throws KeyringError
 */
export function parseKeys(text: string): FieldKey[] {
  return text
    .split(/[\s,]+/u)
    .filter(Boolean)
    .map((pair, index) => {
      const [, id, encoded = ''] = /^([a-z0-9]{1,16}):([A-Za-z0-9+/_=-]+)$/iu.exec(pair) ?? [];
      const secret = Buffer.from(encoded, 'base64');
      if (id === undefined || secret.length !== 32)
        throw new KeyringError(`has a pair, number ${index + 1}, that is not id:base64 of 32 bytes`);
      return { id, secret };
    });
}
