import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../foundation/access/actor.js';
import { Audit } from '../../../foundation/audit/audit.js';
import { Database } from '../../../foundation/database/database.js';
import { defaultPageSize, Page, PageQuery, pageOf, positionOf } from '../../../foundation/database/keyset.js';
import { Conflict, Forbidden, InvalidInput, NotFound } from '../../../foundation/error/domain-error.js';
import { Jobs } from '../../../foundation/queue/jobs.js';
import { describeTable } from '../../../foundation/spreadsheet/read-table.js';
import { SpreadsheetError } from '../../../foundation/spreadsheet/spreadsheet.error.js';
import type { TableFile } from '../../../foundation/spreadsheet/table-bytes.js';
import { ImportFileVault } from './import-file.vault.js';
import { StagedRowQuery } from './trainee-import.dto.js';
import { TraineeImport } from './trainee-import.entity.js';
import { checkTraineeImport, mergeTraineeImport } from './trainee-import.queue.js';
import { TraineeImportRepository } from './trainee-import.repository.js';
import {
  StagedRowView,
  stagedRowView,
  TraineeImportRow,
  TraineeImportView,
  traineeImportView,
} from './trainee-import.view.js';
import { TraineeStagingRepository } from './trainee-staging.repository.js';

/** A file as a browser or program sends it. */
export interface UploadedFile {
  readonly name: string;
  readonly content: Readable | Buffer;
}

/** Imports of people: uploaded, checked by a job, looked at, merged by a job, or given up. */
@Injectable()
export class TraineeImportService {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly jobs: Jobs,
    private readonly files: ImportFileVault,
    private readonly imports: TraineeImportRepository,
    private readonly staging: TraineeStagingRepository,
  ) {}

  /**
   * Keeps a file and queues its check.
   * @throws InvalidInput at the field `file` for one that can't be a table
   */
  async upload(actor: Actor, file: UploadedFile): Promise<TraineeImportView> {
    const divisionId = actor.division?.id;
    if (divisionId === undefined) throw new Forbidden();
    const fileSha256 = await this.files.keep(file.content);
    await fileMustBeTable(await this.files.open(fileSha256)).catch(async (error: unknown) => {
      await this.files.refuse(fileSha256);
      throw error;
    });
    return this.database.transaction(async () => {
      const imports = this.database.repository(TraineeImport);
      const fileName = file.name.replace(/^.*[/\\]/u, '').slice(-120) || 'import';
      const { id } = await imports.save(
        imports.create({ fileSha256, fileName, accountId: actor.accountId, divisionId }),
      );
      const run = await this.jobs.enqueue(actor, checkTraineeImport, { importId: id, fileName });
      await imports.update(id, { jobRunId: run.id });
      await this.record(actor, 'trainee.import.upload', id, { fileName, sha256: fileSha256 });
      return this.one(actor, id);
    });
  }

  /** Newest first, without those given up. */
  async list(actor: Actor, query: PageQuery): Promise<Page<TraineeImportView>> {
    const limit = query.limit ?? defaultPageSize;
    const rows = await this.imports.page(actor, limit + 1, positionOf(query, 'id')?.[0]);
    const { items, next } = pageOf(rows, limit, ({ id }) => [id]);
    return { items: items.map(traineeImportView), ...(next !== undefined && { next }) };
  }

  /** @throws NotFound */
  async one(actor: Actor, id: string): Promise<TraineeImportView> {
    return traineeImportView(await this.find(actor, id));
  }

  /** Staged rows in the order of the file. */
  async rows(actor: Actor, id: string, query: StagedRowQuery): Promise<Page<StagedRowView>> {
    await this.find(actor, id);
    const limit = query.limit ?? defaultPageSize;
    const after = positionOf(query, 'number')?.[0] ?? '0';
    const rows = await this.imports.rows(id, query.state, limit + 1, after);
    const { items, next } = pageOf(rows, limit, ({ rowNumber }) => [String(rowNumber)]);
    return { items: items.map(stagedRowView), ...(next !== undefined && { next }) };
  }

  /**
   * Queues the merge of a checked import; asked twice it is queued once.
   * @throws Conflict when the import isn't checked, or holds nothing to merge
   */
  async merge(actor: Actor, id: string): Promise<TraineeImportView> {
    return this.database.transaction(async () => {
      const found = await this.locked(actor, id);
      if (found.state === 'merged') return this.one(actor, id);
      if (found.state !== 'checked' && found.state !== 'merging')
        throw new Conflict('trainee.import.problem.notChecked');
      if (found.rowsNew + found.rowsChanged === 0) throw new Conflict('trainee.import.problem.nothing');
      const run = await this.jobs.enqueue(actor, mergeTraineeImport, {
        importId: id,
        fileName: found.fileName,
      });
      await this.database.repository(TraineeImport).update(id, { state: 'merging', jobRunId: run.id });
      return this.one(actor, id);
    });
  }

  /**
   * Gives an import up: its rows and its file go, a job at work on it stops by itself.
   * @throws Conflict once it is merged
   */
  async discard(actor: Actor, id: string): Promise<void> {
    await this.database.transaction(async () => {
      const found = await this.locked(actor, id);
      if (found.state === 'merged') throw new Conflict('trainee.import.problem.merged');
      if (found.state === 'cancelled') return;
      await this.database.repository(TraineeImport).update(id, { state: 'cancelled' });
      await this.files.forget(id);
      await this.staging.forget(id);
      await this.record(actor, 'trainee.import.discard', id);
    });
  }

  /** @throws NotFound also for an import uploaded for a division out of reach */
  async find(actor: Actor, id: string): Promise<TraineeImportRow> {
    const found = await this.imports.one(actor, id);
    if (!found) throw new NotFound();
    return found;
  }

  private async locked(actor: Actor, id: string): Promise<TraineeImportRow> {
    await this.database.execute('select from targeting.trainee_import where id = $1 for update', [id]);
    return this.find(actor, id);
  }

  private async record(actor: Actor, action: string, subjectId: string, after?: object): Promise<void> {
    await this.audit.record(actor, { action, subjectType: 'traineeImport', subjectId, after });
  }
}

async function fileMustBeTable(file: TableFile): Promise<void> {
  try {
    await describeTable(file);
  } catch (error) {
    if (!(error instanceof SpreadsheetError)) throw error;
    const code = `trainee.import.file.${error.code.split('.')[1] ?? 'damaged'}`;
    throw new InvalidInput([{ field: 'file', code, params: error.params }]);
  }
}
