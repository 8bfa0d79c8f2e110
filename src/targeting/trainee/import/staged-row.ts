import type { CopyValue } from '../../../foundation/database/copy-rows.js';
import type { TableHeader } from '../../../foundation/spreadsheet/table-header.rules.js';
import type { TableRow } from '../../../foundation/spreadsheet/table.js';
import { birthDateOf } from '../citizen-id.rules.js';
import type { CitizenIdVault } from '../citizen-id.vault.js';
import { nameIndexOf } from '../name-index.rules.js';
import type { ImportLexicon } from './import-lexicon.js';
import type { TraineeColumnKey } from './trainee-column.rules.js';
import { parseTraineeRow, type TraineeDraft, type TraineeRowError } from './trainee-row.rules.js';

/** Why a row of an import isn't taken, as it is kept: `code` stands below `trainee.problem.` in the catalogues. */
export interface StagedRowError {
  readonly column: TraineeColumnKey;
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

export const stagedColumns = [
  'import_id',
  'row_number',
  'state',
  'errors',
  'name',
  'pinyin_key',
  'pinyin_initials',
  'sex',
  'birth_date',
  'ethnicity',
  'political_status',
  'education',
  'citizen_id_sealed',
  'citizen_id_hash',
  'citizen_id_last_four',
  'phone',
  'category',
  'level',
  'organization_id',
  'organization_name',
  'post',
  'managing_division_id',
  'posting_division_id',
  'posting_starts_on',
  'posting_ends_on',
] as const;

/** Turns rows of a file into rows of the staging table. */
export class RowStager {
  constructor(
    private readonly importId: string,
    private readonly header: TableHeader<TraineeColumnKey>,
    private readonly lexicon: ImportLexicon,
    private readonly vault: CitizenIdVault,
    /** 'YYYY-MM-DD' */
    private readonly today: string,
  ) {}

  /** Values in the order of {@link stagedColumns}; a bad row keeps its number and what is wrong, nothing else. */
  stage(row: TableRow): CopyValue[] {
    const parsed = parseTraineeRow(row, this.header, this.lexicon.dictionaries, this.today);
    if ('errors' in parsed) return this.bad(row.rowNumber, parsed.errors);
    const draft = parsed.ok;
    const unit = this.unitOf(draft);
    if (unit === 'ambiguous') {
      const params = { value: (draft.organizationName ?? '').slice(0, 30) };
      return this.bad(row.rowNumber, [{ column: 'organization', code: 'organization.ambiguous', params }]);
    }
    return this.good(row.rowNumber, draft, unit?.id);
  }

  private good(rowNumber: number, draft: TraineeDraft, organizationId: string | undefined): CopyValue[] {
    const index = nameIndexOf(draft.name);
    const kept = this.vault.keep(draft.citizenId);
    return [
      this.importId,
      rowNumber,
      'new',
      null,
      draft.name,
      index.pinyinKey,
      index.pinyinInitials,
      draft.sex,
      birthDateOf(draft.citizenId),
      draft.ethnicity,
      draft.politicalStatus,
      draft.education,
      kept.citizenIdSealed,
      kept.citizenIdHash,
      kept.citizenIdLastFour,
      draft.phone,
      draft.category,
      draft.level,
      organizationId,
      draft.organizationName,
      draft.position,
      draft.managingDivisionId,
      draft.posting?.villageId,
      draft.posting?.from,
      draft.posting?.to,
    ];
  }

  private bad(rowNumber: number, errors: readonly (TraineeRowError | StagedRowError)[]): CopyValue[] {
    const values: CopyValue[] = stagedColumns.map(() => null);
    values.splice(0, 4, this.importId, rowNumber, 'bad', JSON.stringify(errors));
    return values;
  }

  private unitOf({
    organizationName,
    managingDivisionId,
  }: TraineeDraft): { id: string } | 'ambiguous' | undefined {
    return organizationName === undefined
      ? undefined
      : this.lexicon.units.find(organizationName, managingDivisionId);
  }
}
