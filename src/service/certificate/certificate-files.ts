import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { Configuration } from '../../foundation/config/configuration.js';
import { Database } from '../../foundation/database/database.js';

/** The PDFs of certificates, each under the SHA-256 of its bytes. */
@Injectable()
export class CertificateFiles {
  private readonly folder: string;

  constructor(
    private readonly database: Database,
    { dataFolder }: Configuration,
  ) {
    this.folder = join(dataFolder, 'files');
  }

  /** Written and flushed before anything refers to them; in the order given. */
  async keep(documents: Uint8Array[]): Promise<string[]> {
    const hashes = documents.map((bytes) => createHash('sha256').update(bytes).digest('hex'));
    await Promise.all(documents.map((bytes, index) => this.write(hashes[index] ?? '', bytes)));
    await this.database.execute(
      `insert into foundation.stored_file (sha256, bytes, media_type)
       select sha256, bytes, 'application/pdf' from unnest($1::text[], $2::bigint[]) as file (sha256, bytes)
       on conflict do nothing`,
      [hashes, documents.map(({ length }) => length)],
    );
    return hashes;
  }

  read(sha256: string): AsyncIterable<Buffer> {
    return createReadStream(this.pathOf(sha256)) as AsyncIterable<Buffer>;
  }

  async size(sha256: string): Promise<number> {
    return (await stat(this.pathOf(sha256))).size;
  }

  private async write(sha256: string, bytes: Uint8Array): Promise<void> {
    const path = this.pathOf(sha256);
    await mkdir(dirname(path), { recursive: true });
    const draft = `${path}.${randomUUID()}`;
    const file = await open(draft, 'wx', 0o640);
    try {
      await file.writeFile(bytes);
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  }

  private pathOf(sha256: string): string {
    return join(this.folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  }
}
