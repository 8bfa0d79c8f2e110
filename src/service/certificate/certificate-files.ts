import { Injectable } from '@nestjs/common';
import { Database } from '../../foundation/database/database.js';
import type { Landed } from '../../foundation/storage/file-folder.js';
import { FileStore, type OpenFile } from '../../foundation/storage/file-store.js';

/** The PDFs of certificates: stored a batch at a time, because a class has thousands. */
@Injectable()
export class CertificateFiles {
  constructor(
    private readonly database: Database,
    private readonly store: FileStore,
  ) {}

  /**
   * Names landed documents as part of the current transaction, as `FileStore.put` does with one, in one statement for
   * all. What can't be named is removed.
   * @throws Unavailable when the disk is full or read-only
   */
  async keep(landed: Landed[]): Promise<void> {
    const hashes = landed.map(({ sha256 }) => sha256);
    try {
      await this.database.transaction(async () => {
        await this.database.query(
          `select pg_advisory_xact_lock(hashtextextended(sha256, 0))
           from (select distinct sha256 from unnest($1::text[]) as file (sha256) order by 1) file`,
          [hashes],
        );
        await Promise.all(landed.map((file) => this.store.folder.settle(file)));
        await this.database.execute(
          `insert into foundation.stored_file (sha256, bytes, media_type)
           select distinct sha256, bytes, 'application/pdf' from unnest($1::text[], $2::bigint[]) as file (sha256, bytes)
           on conflict (sha256) do update set stored_at = now()`,
          [hashes, landed.map(({ bytes }) => bytes)],
        );
      });
    } catch (error) {
      await Promise.all(landed.map((file) => this.store.folder.discard(file)));
      throw error;
    }
  }

  open(sha256: string): Promise<OpenFile> {
    return this.store.open(sha256);
  }

  /** All of it at once; a certificate is some 40 KB. Without asking whether it is there, for archives of thousands. */
  bytes(sha256: string): Promise<Buffer> {
    return this.store.folder.whole(sha256);
  }
}
