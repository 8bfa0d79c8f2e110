import { Injectable } from '@nestjs/common';
import { ancestorColumn } from '../../../foundation/access/reach.js';
import { copyRows, type CopyValue } from '../../../foundation/database/copy-rows.js';
import { Database } from '../../../foundation/database/database.js';
import { DivisionService } from '../../../responsibility/division/division.service.js';
import { stagedColumns } from './staged-row.js';

/** How many rows of an import are what. */
export interface StagedCounts {
  rowsNew: number;
  rowsChanged: number;
  rowsUnchanged: number;
  rowsBad: number;
}

/** Writes staged rows and judges them against each other and the register, in whole sets. */
@Injectable()
export class TraineeStagingRepository {
  constructor(
    private readonly database: Database,
    private readonly divisions: DivisionService,
  ) {}

  /**
   * Adds a chunk behind the last row staged, in one transaction with the mark of where it ends.
   * @returns false when the import was cancelled, or another attempt at the same check is further
   */
  async append(
    importId: string,
    after: number,
    rows: readonly (readonly CopyValue[])[],
    lastRow: number,
  ): Promise<boolean> {
    return this.database.transaction(async () => {
      const mine = await this.database.execute(
        `update targeting.trainee_import set last_row = $3, rows_read = rows_read + $4
         where id = $1 and last_row = $2 and state = 'checking'`,
        [importId, after, lastRow, rows.length],
      );
      if (mine === 0) return false;
      await copyRows(this.database, 'targeting.trainee_import_row', stagedColumns, rows);
      return true;
    });
  }

  /**
   * Finds out what each row that can be read means for the register as it is now: new, changed, unchanged, or bad
   * because of another row or of what is registered. May be done again; it changes only rows whose meaning changed.
   */
  async judge(importId: string, divisionId: string, today: string): Promise<StagedCounts> {
    const { level } = await this.divisions.byId(divisionId);
    await this.database.execute(repeated, [importId]);
    await this.database.execute(gone, [importId]);
    await this.database.execute(known(ancestorColumn(level)), [importId, divisionId, today]);
    await this.database.execute(endedBeforeStart, [importId, today]);
    return this.count(importId);
  }

  async count(importId: string): Promise<StagedCounts> {
    const counts = await this.database.one<StagedCounts>(
      `select count(*) filter (where state = 'new')::int as "rowsNew",
         count(*) filter (where state = 'changed')::int as "rowsChanged",
         count(*) filter (where state = 'unchanged')::int as "rowsUnchanged",
         count(*) filter (where state = 'bad')::int as "rowsBad"
       from targeting.trainee_import_row where import_id = $1`,
      [importId],
    );
    return counts ?? { rowsNew: 0, rowsChanged: 0, rowsUnchanged: 0, rowsBad: 0 };
  }

  async forget(importId: string): Promise<void> {
    await this.database.execute('delete from targeting.trainee_import_row where import_id = $1', [importId]);
  }
}

/** Of rows with one citizen ID the first counts. */
const repeated = `
  with ranked as (
    select row_number, first_value(row_number) over (partition by citizen_id_hash order by row_number) as first
    from targeting.trainee_import_row where import_id = $1 and state <> 'bad')
  update targeting.trainee_import_row staged set state = 'bad', errors = jsonb_build_array(jsonb_build_object(
    'column', 'citizenId', 'code', 'row.repeated', 'params', jsonb_build_object('row', ranked.first)))
  from ranked where staged.import_id = $1 and staged.row_number = ranked.row_number
    and ranked.row_number > ranked.first`;

/** A person erased from the register since the check is new again. */
const gone = `
  update targeting.trainee_import_row staged set state = 'new', trainee_id = uuidv7()
  where import_id = $1 and state in ('changed', 'unchanged')
    and not exists (select from targeting.trainee t where t.citizen_id_hash = staged.citizen_id_hash)`;

/**
 * An empty cell keeps what is registered. The posting a row means is the one in that village with that start or, when
 * no start is given, the one that goes on; it may not run into a later one, and ends an earlier one.
 */
function known(ancestor: string): string {
  return `
  with judged as (
    select staged.row_number, t.id as trainee_id,
      case
        when not exists (select from responsibility.division d
          where d.id = t.managing_division_id and d.${ancestor} = $2) then 'row.managedElsewhere'
        when staged.posting_division_id is null then null
        when wanted.ends_on < wanted.starts_on then 'posting.endsBeforeStart'
        when exists (select from targeting.posting later
          where later.trainee_id = t.id and later.id is distinct from same.id
            and later.starts_on >= wanted.starts_on
            and later.starts_on <= coalesce(wanted.ends_on, 'infinity')) then 'row.postingOverlaps'
      end as problem,
      case when t.state = 'active'
        and (staged.name, staged.sex, staged.birth_date, staged.category, staged.level, staged.managing_division_id)
          is not distinct from (t.name, t.sex, t.birth_date, t.category, t.level, t.managing_division_id)
        and coalesce(staged.ethnicity, t.ethnicity) is not distinct from t.ethnicity
        and coalesce(staged.political_status, t.political_status) is not distinct from t.political_status
        and coalesce(staged.education, t.education) is not distinct from t.education
        and coalesce(staged.phone, t.phone) is not distinct from t.phone
        and coalesce(staged.post, t.post) is not distinct from t.post
        and (staged.organization_name is null or (staged.organization_name, staged.organization_id)
          is not distinct from (t.organization_name, t.organization_id))
        and (staged.posting_division_id is null
          or (same.id is not null and wanted.ends_on is not distinct from same.ends_on))
        then 'unchanged' else 'changed' end as change
    from targeting.trainee_import_row staged
    join targeting.trainee t on t.citizen_id_hash = staged.citizen_id_hash
    left join lateral (${samePosting('$3')}) same on true
    cross join lateral (select
      coalesce(staged.posting_starts_on, same.starts_on, $3::date) as starts_on,
      coalesce(staged.posting_ends_on, same.ends_on) as ends_on) wanted
    where staged.import_id = $1 and staged.state <> 'bad')
  update targeting.trainee_import_row staged
  set trainee_id = judged.trainee_id,
    state = case when judged.problem is null then judged.change else 'bad' end,
    errors = case when judged.problem is not null then jsonb_build_array(jsonb_build_object(
      'column', case when judged.problem = 'row.managedElsewhere' then 'citizenId' else 'postingFrom' end,
      'code', judged.problem, 'params', '{}'::jsonb)) end
  from judged
  where staged.import_id = $1 and staged.row_number = judged.row_number
    and (staged.state, staged.trainee_id) is distinct from
      (case when judged.problem is null then judged.change else 'bad' end, judged.trainee_id)`;
}

/** A new person's posting without a start begins today. */
const endedBeforeStart = `
  update targeting.trainee_import_row set state = 'bad', errors = jsonb_build_array(jsonb_build_object(
    'column', 'postingTo', 'code', 'posting.endsBeforeStart', 'params', '{}'::jsonb))
  where import_id = $1 and state = 'new' and posting_starts_on is null and posting_ends_on < $2::date`;

/** The registered posting that a staged row (alias `staged`, of the person `trainee_id` = `t.id`) speaks of. */
export function samePosting(today: string): string {
  return `select posting.id, posting.starts_on, posting.ends_on from targeting.posting posting
    where posting.trainee_id = t.id and posting.division_id = staged.posting_division_id
      and case when staged.posting_starts_on is null
        then posting.ends_on is null or posting.ends_on >= ${today}::date
        else posting.starts_on = staged.posting_starts_on end
    order by posting.starts_on limit 1`;
}
