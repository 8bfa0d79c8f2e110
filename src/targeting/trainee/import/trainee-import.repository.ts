import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../foundation/access/actor.js';
import { withinSubtree } from '../../../foundation/access/reach.js';
import { Bindings } from '../../../foundation/database/bindings.js';
import { Database } from '../../../foundation/database/database.js';
import type { StagedRow, TraineeImportRow } from './trainee-import.view.js';

const selectImports = `
  select import.id, import.file_sha256 as "fileSha256", import.file_name as "fileName",
    import.account_id as "accountId", import.division_id as "divisionId", import.state,
    import.rows_read as "rowsRead", import.last_row as "lastRow", import.rows_new as "rowsNew",
    import.rows_changed as "rowsChanged", import.rows_unchanged as "rowsUnchanged", import.rows_bad as "rowsBad",
    import.header, import.job_run_id as "jobRunId", import.error, import.created_at as "createdAt",
    import.checked_at as "checkedAt", import.merged_at as "mergedAt",
    account.name as "uploadedBy", run.state as "jobState", run.done::float8 as "jobDone",
    run.total::float8 as "jobTotal", run.phase_key as "jobPhaseKey"
  from targeting.trainee_import import
  join responsibility.account account on account.id = import.account_id
  left join foundation.job_run run on run.id = import.job_run_id`;

/** Imports are seen by coordinators over the division for which they were uploaded. */
@Injectable()
export class TraineeImportRepository {
  constructor(private readonly database: Database) {}

  async one(actor: Actor, id: string): Promise<TraineeImportRow | undefined> {
    const bindings = new Bindings();
    return this.database.one(
      `${selectImports} where import.id = ${bindings.add(id)} and ${importIsVisible(actor, bindings)}`,
      bindings.values,
    );
  }

  /** Newest first. */
  async page(actor: Actor, limit: number, before: string | undefined): Promise<TraineeImportRow[]> {
    const bindings = new Bindings();
    const older = before === undefined ? '' : `and import.id < ${bindings.add(before)}::uuid`;
    return this.database.query(
      `${selectImports} where import.state <> 'cancelled' and ${importIsVisible(actor, bindings)} ${older}
       order by import.id desc limit ${bindings.add(limit)}`,
      bindings.values,
    );
  }

  async rows(
    importId: string,
    state: string | undefined,
    limit: number,
    after: string,
  ): Promise<StagedRow[]> {
    return this.database.query(
      `select staged.row_number as "rowNumber", staged.state, staged.name, staged.category, staged.level,
         staged.citizen_id_last_four as "lastFour", staged.organization_name as organization, staged.errors,
         managing.name as "managingDivision", village.name as village
       from targeting.trainee_import_row staged
       left join responsibility.division managing on managing.id = staged.managing_division_id
       left join responsibility.division village on village.id = staged.posting_division_id
       where staged.import_id = $1 and ($2::text is null or staged.state = $2) and staged.row_number > $4::bigint
       order by staged.row_number limit $3`,
      [importId, state ?? null, limit, after],
    );
  }

  /** The errors of all bad rows by row number. */
  async badRows(importId: string): Promise<Map<number, NonNullable<StagedRow['errors']>>> {
    const rows = await this.database.query<{ rowNumber: number; errors: NonNullable<StagedRow['errors']> }>(
      `select row_number as "rowNumber", errors from targeting.trainee_import_row
       where import_id = $1 and state = 'bad'`,
      [importId],
    );
    return new Map(rows.map(({ rowNumber, errors }) => [rowNumber, errors]));
  }
}

function importIsVisible(actor: Actor, bindings: Bindings): string {
  return `exists (select from responsibility.division d
    where d.id = import.division_id and ${withinSubtree(actor, 'd', bindings)})`;
}
