import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Configuration } from '../config/configuration.js';
import { Database } from '../database/database.js';
import { NotFound, Unavailable } from '../error/domain-error.js';
import { FileFolder } from './file-folder.js';

/** The largest file kept unless a caller says otherwise. */
export const defaultLimit = 64 * 1024 * 1024;

/** A file with this hash is in the store. */
export interface StoredFile {
  sha256: string;
  bytes: number;
  mediaType: string;
}

/** A stored file about to be read. */
export interface OpenFile extends StoredFile {
  /** Where it lies, for readers that have to seek. */
  path: string;
  /** Its bytes, or those from `start` to `end`, both included. */
  read(range?: { start: number; end: number }): Readable;
}

/**
 * Keeps files by what is in them: the bytes are on the disk before the row is committed, equal files are kept once,
 * and what no row of any table refers to is swept. Refer to a file by a foreign key to `foundation.stored_file`.
 */
@Injectable()
export class FileStore {
  readonly folder: FileFolder;

  constructor(
    private readonly database: Database,
    configuration: Configuration,
  ) {
    this.folder = new FileFolder(join(configuration.dataFolder, 'files'));
  }

  /**
   * Stores the bytes as part of the current transaction.
   * @throws FileTooLarge beyond `limit` bytes; Unavailable when the disk is full or read-only
   */
  async put(source: Readable | Buffer, mediaType: string, limit = defaultLimit): Promise<StoredFile> {
    const landed = await this.folder.land(source, limit);
    const { sha256, bytes } = landed;
    try {
      await this.database.transaction(async () => {
        // Held to the end of the caller's transaction, so that the sweep doesn't take the file for an orphan.
        await this.database.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [sha256]);
        await this.folder.settle(landed);
        await this.database.execute(
          `insert into foundation.stored_file (sha256, bytes, media_type) values ($1, $2, $3)
           on conflict (sha256) do update set stored_at = now()`,
          [sha256, bytes, mediaType],
        );
      });
    } finally {
      await this.folder.discard(landed);
    }
    return { sha256, bytes, mediaType };
  }

  /** @throws NotFound when there is no such file; Unavailable when its bytes are gone from the disk */
  async open(sha256: string): Promise<OpenFile> {
    const file = await this.database.one<StoredFile>(
      `select sha256, bytes::float8 as bytes, media_type as "mediaType"
       from foundation.stored_file where sha256 = $1`,
      [sha256],
    );
    if (!file) throw new NotFound();
    if (!(await this.folder.has(sha256))) throw new Unavailable('storage.error.missing');
    return { ...file, path: this.folder.pathOf(sha256), read: (range) => this.folder.read(sha256, range) };
  }
}
