import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Keyring } from '../crypto/keyring.js';
import { KeyWitness } from '../crypto/key-witness.js';
import type { SealedFileKey } from '../crypto/sealed-file.js';
import { Database } from '../database/database.js';
import { defaultLimit, FileStore, type StoredFile } from './file-store.js';

/** A sealed file about to be read: where it lies, and what opens it alone. */
export interface SealedFile {
  readonly path: string;
  readonly key: SealedFileKey;
}

/**
 * Keeps files that name people: on the disk they are never in clear, not even while they arrive. Equal files are kept
 * apart, since each is sealed under a key of its own.
 */
@Injectable()
export class SealedFiles {
  constructor(
    private readonly store: FileStore,
    private readonly keyring: Keyring,
    private readonly witness: KeyWitness,
    private readonly database: Database,
  ) {}

  /**
   * Stores the bytes as `FileStore.put` does, sealed; hash and length are those of the sealed file.
   * @param purpose what the file is for; it opens for no other
   */
  async put(
    source: Readable | Buffer,
    mediaType: string,
    purpose: string,
    limit = defaultLimit,
  ): Promise<StoredFile> {
    await this.witness.note();
    const content = Buffer.isBuffer(source) ? Readable.from([source]) : source;
    const sealed = Readable.from(this.keyring.sealFile(content, purpose));
    return this.store.put(sealed, mediaType, limit);
  }

  /** @throws NotFound, Unavailable; SealError when the file was changed or its key is no longer given */
  async open(sha256: string, purpose: string): Promise<SealedFile> {
    const { path } = await this.store.open(sha256);
    const file = await open(path);
    try {
      return { path, key: await this.keyring.fileKey(file, purpose) };
    } finally {
      await file.close();
    }
  }

  /** Removes a file that nothing refers to any more, with the commit of the current transaction. */
  async forget(sha256: string): Promise<void> {
    await this.database.execute('delete from foundation.stored_file where sha256 = $1', [sha256]);
    await this.database.afterCommit(() => this.store.folder.remove(sha256));
  }
}
