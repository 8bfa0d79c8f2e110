import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Database } from '../../../foundation/database/database.js';
import { SealedFiles, type SealedFile } from '../../../foundation/storage/sealed-files.js';

const purpose = 'trainee.import';

/** The files people upload: sealed from their first byte on, since they hold citizen IDs, and kept no longer than needed. */
@Injectable()
export class ImportFileVault {
  constructor(
    private readonly files: SealedFiles,
    private readonly database: Database,
  ) {}

  /** Keeps a file that no import refers to yet; the sweep removes it unless one does. @returns its name in the store */
  async keep(content: Readable | Buffer): Promise<string> {
    return (await this.files.put(content, 'application/octet-stream', purpose)).sha256;
  }

  /** @throws NotFound once it was forgotten */
  async open(sha256: string | null): Promise<SealedFile> {
    return this.files.open(sha256 ?? '', purpose);
  }

  /** Removes a file that was kept but refused. */
  async refuse(sha256: string): Promise<void> {
    await this.database.transaction(() => this.files.forget(sha256));
  }

  /** Removes the file of an import with the commit of the current transaction; rows and figures stay. */
  async forget(importId: string): Promise<void> {
    await this.database.transaction(async () => {
      const [found] = await this.database.query<{ sha256: string | null }>(
        `update targeting.trainee_import set file_sha256 = null where id = $1
         returning with (old as before) before.file_sha256 as sha256`,
        [importId],
      );
      if (found?.sha256) await this.files.forget(found.sha256);
    });
  }
}
