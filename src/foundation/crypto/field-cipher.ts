import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** A key of 32 bytes and the short name under which sealed values remember it. */
export interface FieldKey {
  readonly id: string;
  readonly secret: Buffer;
}

export type SealErrorCode =
  /** Not a sealed value at all. */
  | 'seal.malformed'
  /** Sealed with a key that is no longer given. */
  | 'seal.unknownKey'
  /** Changed, or sealed for another purpose. */
  | 'seal.broken';

export class SealError extends Error {
  override readonly name = 'SealError';

  constructor(
    readonly code: SealErrorCode,
    options?: ErrorOptions,
  ) {
    super(code, options);
  }
}

const algorithm = 'aes-256-gcm';
const nonceLength = 12;
const tagLength = 16;
const sealedForm = /^([a-z0-9]{1,16})\.([\w-]+)$/iu;

/**
 * Seals single fields with AES-256-GCM. The first key seals, all of them open: a key is replaced by putting the new
 * one in front and sealing anew what isCurrent denies. A value is sealed for a purpose, such as 'trainee.citizenId',
 * and opens for no other, so that a value copied into another column is refused.
 *
 * A sealed value is `keyId.base64url(nonce, text, tag)`: 64 characters and the key's id for a citizen ID.
 */
export class FieldCipher {
  private readonly keys: ReadonlyMap<string, Buffer>;
  private readonly current: FieldKey;

  constructor(keys: readonly FieldKey[]) {
    const [current] = keys;
    if (!current) throw new RangeError('A field cipher needs a key');
    for (const { id, secret } of keys)
      if (secret.length !== 32 || !/^[a-z0-9]{1,16}$/iu.test(id))
        throw new RangeError('A field key has 32 bytes and an id of 1 to 16 letters and digits');
    this.keys = new Map(keys.map(({ id, secret }) => [id, secret]));
    if (this.keys.size !== keys.length) throw new RangeError('Two field keys have the same id');
    this.current = current;
  }

  seal(text: string, purpose: string): string {
    const { id, secret } = this.current;
    const nonce = freshNonce();
    const cipher = createCipheriv(algorithm, secret, nonce).setAAD(boundTo(id, purpose));
    const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${id}.${sealed.toString('base64url')}`;
  }

  /** @throws SealError */
  open(sealed: string, purpose: string): string {
    const [, id = '', encoded = ''] = sealedForm.exec(sealed) ?? [];
    const bytes = Buffer.from(encoded, 'base64url');
    if (bytes.length < nonceLength + tagLength) throw new SealError('seal.malformed');
    const secret = this.keys.get(id);
    if (!secret) throw new SealError('seal.unknownKey');
    const decipher = createDecipheriv(algorithm, secret, bytes.subarray(0, nonceLength), {
      authTagLength: tagLength,
    })
      .setAAD(boundTo(id, purpose))
      .setAuthTag(bytes.subarray(-tagLength));
    try {
      return (
        decipher.update(bytes.subarray(nonceLength, -tagLength), undefined, 'utf8') + decipher.final('utf8')
      );
    } catch (error) {
      throw new SealError('seal.broken', { cause: error });
    }
  }

  /** False for what the next rotation has to seal anew. */
  isCurrent(sealed: string): boolean {
    return sealed.startsWith(`${this.current.id}.`);
  }
}

/** Random bytes are drawn for many nonces at once: a draw costs as much as sealing itself. */
const nonces = { drawn: Buffer.alloc(0), used: 0 };

function freshNonce(): Buffer {
  if (nonces.used === nonces.drawn.length) {
    nonces.drawn = randomBytes(nonceLength * 256);
    nonces.used = 0;
  }
  nonces.used += nonceLength;
  return nonces.drawn.subarray(nonces.used - nonceLength, nonces.used);
}

function boundTo(id: string, purpose: string): Buffer {
  return Buffer.from(`${id}\n${purpose}`);
}
