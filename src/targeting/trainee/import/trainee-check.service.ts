import { Injectable } from '@nestjs/common';
import { Clock } from '../../../foundation/clock/clock.js';
import type { CopyValue } from '../../../foundation/database/copy-rows.js';
import { Database } from '../../../foundation/database/database.js';
import { BrokenRule } from '../../../foundation/error/domain-error.js';
import { JobProgress, JobStopped } from '../../../foundation/queue/job-progress.js';
import { countTableRows, readTableUnderHeader } from '../../../foundation/spreadsheet/read-table.js';
import { SpreadsheetError } from '../../../foundation/spreadsheet/spreadsheet.error.js';
import type { TableHeader } from '../../../foundation/spreadsheet/table-header.rules.js';
import { ImportFileVault } from './import-file.vault.js';
import { CitizenIdVault } from '../citizen-id.vault.js';
import { ImportLexicons } from './import-lexicon.js';
import { RowStager } from './staged-row.js';
import { traineeColumns, type TraineeColumnKey } from './trainee-column.rules.js';
import { TraineeImport, type TraineeImportError } from './trainee-import.entity.js';
import { StagedCounts, TraineeStagingRepository } from './trainee-staging.repository.js';

/** Rows that are staged in one transaction; an interrupted check goes on behind the last of them. */
const chunkSize = 5_000;

/** The dry run: reads the file in a thread of its own, judges and stages every row; the register stays as it is. */
@Injectable()
export class TraineeCheckService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly files: ImportFileVault,
    private readonly vault: CitizenIdVault,
    private readonly lexicons: ImportLexicons,
    private readonly staging: TraineeStagingRepository,
  ) {}

  /**
   * Checks an import, or goes on with it where an earlier attempt ended. Does nothing for one that is checked already
   * or was cancelled.
   * @throws BrokenRule when the file is no table of people; the import is then failed for good
   */
  async check(importId: string, progress: JobProgress): Promise<StagedCounts | undefined> {
    const found = await this.begin(importId);
    if (!found) return undefined;
    try {
      await this.vault.prepare();
      await this.stage(found, progress);
      return await this.finish(found);
    } catch (error) {
      if (error instanceof JobStopped && error.reason === 'cancelled') await this.end(importId, 'cancelled');
      const refusal = refusalOf(error);
      if (!refusal) throw error;
      await this.end(importId, 'failed', refusal);
      throw new BrokenRule(refusal.code, refusal.params);
    }
  }

  private async begin(id: string): Promise<TraineeImport | undefined> {
    const begun = await this.database.execute(
      `update targeting.trainee_import set state = 'checking' where id = $1 and state in ('uploaded', 'checking')`,
      [id],
    );
    if (begun === 0) return undefined;
    return (await this.database.repository(TraineeImport).findOneBy({ id })) ?? undefined;
  }

  private async stage(found: TraineeImport, progress: JobProgress): Promise<void> {
    const lexicon = await this.lexicons.of(found.divisionId);
    const file = await this.files.open(found.fileSha256);
    const counting = countTableRows(file);
    const { header, rows, rowsAbove } = await readTableUnderHeader(file, traineeColumns);
    try {
      headerMustBeComplete(header);
      await this.keepHeader(found.id, header);
      const stager = new RowStager(found.id, header, lexicon, this.vault, this.clock.today());
      const writer = new ChunkWriter(this.staging, found);
      progress.enter('trainee.import.phase.read');
      void counting.then((counted = 0) => {
        if (counted - rowsAbove >= writer.done) progress.expect(counted - rowsAbove);
      });
      for await (const row of rows) {
        if (row.rowNumber <= found.lastRow) continue;
        writer.add(row.rowNumber, stager.stage(row));
        if (writer.waiting < chunkSize) continue;
        progress.stopIfAsked();
        await writer.flush();
        progress.report(writer.done);
      }
      await writer.flush();
      await writer.settled();
      progress.report(writer.done, writer.done);
      progress.enter('trainee.import.phase.judge');
    } finally {
      await rows.return(undefined);
    }
  }

  private async finish(found: TraineeImport): Promise<StagedCounts | undefined> {
    return this.database.transaction(async () => {
      const open = await this.database.one<{ rowsRead: number }>(
        `select rows_read as "rowsRead" from targeting.trainee_import
         where id = $1 and state = 'checking' for update`,
        [found.id],
      );
      if (!open) return undefined;
      if (open.rowsRead === 0) throw new BrokenRule('trainee.import.file.empty');
      const counts = await this.staging.judge(found.id, found.divisionId, this.clock.today());
      await this.database
        .repository(TraineeImport)
        .update(found.id, { ...counts, state: 'checked', checkedAt: this.clock.now() });
      return counts;
    });
  }

  private async keepHeader(id: string, header: TableHeader<TraineeColumnKey>): Promise<void> {
    const { rowNumber, unknown } = header;
    const shown = unknown.slice(0, 20).map((label) => label.slice(0, 40));
    await this.database.repository(TraineeImport).update(id, { header: { rowNumber, unknown: shown } });
  }

  private async end(id: string, state: 'cancelled' | 'failed', error?: TraineeImportError): Promise<void> {
    await this.database.transaction(async () => {
      await this.database.execute(
        `update targeting.trainee_import set state = $2, error = $3 where id = $1 and state = 'checking'`,
        [id, state, error ? JSON.stringify(error) : null],
      );
      await this.staging.forget(id);
      await this.files.forget(id);
    });
  }
}

/** Writes a chunk while the next one is being read, and never more than one. */
class ChunkWriter {
  done: number;
  private rows: CopyValue[][] = [];
  private after: number;
  private last: number;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly staging: TraineeStagingRepository,
    private readonly found: TraineeImport,
  ) {
    this.done = found.rowsRead;
    this.after = found.lastRow;
    this.last = found.lastRow;
  }

  get waiting(): number {
    return this.rows.length;
  }

  add(rowNumber: number, row: CopyValue[]): void {
    this.rows.push(row);
    this.last = rowNumber;
  }

  /** Hands the chunk over once the one before is written. */
  async flush(): Promise<void> {
    await this.writing;
    if (this.rows.length === 0) return;
    const [rows, after, last] = [this.rows, this.after, this.last];
    this.rows = [];
    this.after = last;
    this.writing = this.write(rows, after, last);
    // Awaited by the next flush; until then a failure is not unhandled.
    this.writing.catch(() => undefined);
    this.done += rows.length;
  }

  async settled(): Promise<void> {
    await this.writing;
  }

  private async write(rows: CopyValue[][], after: number, last: number): Promise<void> {
    if (await this.staging.append(this.found.id, after, rows, last)) return;
    throw new Error('The import was cancelled, or another attempt at its check is further');
  }
}

function headerMustBeComplete(header: TableHeader<TraineeColumnKey>): void {
  const missing = traineeColumns.filter(({ key, required }) => required && !header.positions.has(key));
  if (missing.length === 0) return;
  const columns = missing.map(({ headings, key }) => headings[0] ?? key).join('、');
  throw new BrokenRule('trainee.import.file.columnsMissing', { columns });
}

/** Why the file as a whole can't be taken, when that is the failure. */
function refusalOf(error: unknown): TraineeImportError | undefined {
  if (error instanceof SpreadsheetError)
    return {
      code: `trainee.import.file.${error.code.split('.')[1] ?? 'damaged'}`,
      params: { ...error.params },
    };
  if (error instanceof BrokenRule)
    return { code: error.code, params: error.params as TraineeImportError['params'] };
  return undefined;
}
