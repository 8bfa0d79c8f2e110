import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { HandlesJob } from '../queue/handles-job.decorator.js';
import type { NoPayload } from '../queue/job.contract.js';
import type { JobProgress } from '../queue/job-progress.js';
import { FileStore } from './file-store.js';
import { sweepFiles } from './sweep.queue.js';

/** Files younger than this may belong to a transaction that is still open, or to a form that is still filled in. */
const graceHours = 24;

/** Removes what nothing refers to: rows without a reference, files without a row, arrivals never settled. */
@Injectable()
export class FileSweep {
  constructor(
    private readonly database: Database,
    private readonly store: FileStore,
  ) {}

  @HandlesJob(sweepFiles)
  async sweep(_?: NoPayload, progress?: JobProgress): Promise<{ rows: number; files: number }> {
    const rows = await this.removeUnusedRows();
    const before = Date.now() - graceHours * 3_600_000;
    let files = await this.store.folder.removeStranded(before);
    for await (const sha256 of this.store.folder.all()) {
      progress?.stopIfAsked();
      if (await this.removeOrphan(sha256, before)) files++;
    }
    return { rows, files };
  }

  /** A row is in use as long as any foreign key of the database points at it. */
  private async removeUnusedRows(): Promise<number> {
    const references = await this.database.query<{ unused: string }>(
      `select format('not exists (select from %s where %I = file.sha256)', conrelid::regclass, attname) as unused
       from pg_constraint
       join pg_attribute on attrelid = conrelid and attnum = conkey[1]
       where contype = 'f' and confrelid = 'foundation.stored_file'::regclass
         and conparentid = 0 and cardinality(conkey) = 1`,
    );
    const conditions = [
      `stored_at < now() - interval '${graceHours} hours'`,
      ...references.map(({ unused }) => unused),
    ];
    return this.database.execute(`delete from foundation.stored_file file where ${conditions.join(' and ')}`);
  }

  private async removeOrphan(sha256: string, before: number): Promise<boolean> {
    const modifiedAt = await this.store.folder.modifiedAt(sha256);
    if (modifiedAt === undefined || modifiedAt >= before) return false;
    return this.database.transaction(async () => {
      const [alone] = await this.database.query<{ locked: boolean; known: boolean }>(
        `select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as locked,
                exists (select from foundation.stored_file where sha256 = $1) as known`,
        [sha256],
      );
      if (!alone?.locked || alone.known) return false;
      await this.store.folder.remove(sha256);
      return true;
    });
  }
}
