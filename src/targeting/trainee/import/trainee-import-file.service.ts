import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../foundation/access/actor.js';
import { Audit } from '../../../foundation/audit/audit.js';
import { Conflict } from '../../../foundation/error/domain-error.js';
import type { Language } from '../../../foundation/i18n/language.js';
import { translate } from '../../../foundation/i18n/translate.js';
import { readTable } from '../../../foundation/spreadsheet/read-table.js';
import type { SheetRow } from '../../../foundation/spreadsheet/sheet.js';
import type { TableRow } from '../../../foundation/spreadsheet/table.js';
import { writeWorkbook } from '../../../foundation/spreadsheet/workbook.writer.js';
import { ImportFileVault } from './import-file.vault.js';
import type { StagedRowError } from './staged-row.js';
import { traineeColumns } from './trainee-column.rules.js';
import { TraineeImportRepository } from './trainee-import.repository.js';
import { TraineeImportService } from './trainee-import.service.js';
import { traineeTemplate } from './trainee-template.rules.js';

const labels = new Map(traineeColumns.map(({ key, headings }) => [key, headings[0] ?? key]));

/** Files around an import: the empty template, and the bad rows as they were sent, with what is wrong. */
@Injectable()
export class TraineeImportFileService {
  constructor(
    private readonly imports: TraineeImportService,
    private readonly rows: TraineeImportRepository,
    private readonly files: ImportFileVault,
    private readonly audit: Audit,
  ) {}

  template(language: Language): Readable {
    const lines = ['title', 'howTo', 'required'].map((key) =>
      translate(language, `trainee.import.template.${key}`),
    );
    return writeWorkbook({
      sheets: [traineeTemplate(translate(language, 'trainee.import.template.sheet'), lines)],
    });
  }

  /**
   * The bad rows with their original columns and the reasons, to be mended and uploaded again: an .xlsx whose header
   * the import knows.
   * @throws Conflict before the check is done, or once the file was forgotten
   */
  async errors(actor: Actor, id: string, language: Language): Promise<Readable> {
    const found = await this.imports.find(actor, id);
    if (!found.header || !['checked', 'merging', 'merged'].includes(found.state))
      throw new Conflict('trainee.import.problem.notChecked');
    if (found.fileSha256 === null) throw new Conflict('trainee.import.problem.forgotten');
    await this.audit.record(actor, {
      action: 'trainee.import.errors',
      subjectType: 'traineeImport',
      subjectId: id,
      after: { rows: found.rowsBad },
    });
    const bad = await this.rows.badRows(id);
    const rows = readTable(await this.files.open(found.fileSha256));
    const header = await headerOf(rows, found.header.rowNumber);
    const columns = header.map((text) => ({ header: text, kind: 'text' as const, width: 18 }));
    const reason = { header: translate(language, 'trainee.import.reason'), kind: 'text' as const, width: 60 };
    return writeWorkbook({
      sheets: [
        {
          name: translate(language, 'trainee.import.errorSheet'),
          titleLines: [],
          columns: [...columns, reason],
          rows: badRows(rows, header.length, bad, language),
        },
      ],
    });
  }
}

async function headerOf(rows: AsyncGenerator<TableRow>, rowNumber: number): Promise<readonly string[]> {
  for (;;) {
    const next = await rows.next();
    if (next.done) return [];
    if (next.value.rowNumber === rowNumber) return next.value.cells;
  }
}

async function* badRows(
  rows: AsyncGenerator<TableRow>,
  width: number,
  bad: ReadonlyMap<number, readonly StagedRowError[]>,
  language: Language,
): AsyncGenerator<SheetRow> {
  for await (const { rowNumber, cells } of rows) {
    const errors = bad.get(rowNumber);
    if (!errors) continue;
    const original = Array.from({ length: width }, (_, index) => cells[index] ?? '');
    yield [
      ...original,
      errors.map((error) => reasonOf(error, language)).join(language === 'en' ? '; ' : '；'),
    ];
  }
}

/** What is wrong with a row, in words, with the column's usual heading. */
export function reasonOf({ column, code, params }: StagedRowError, language: Language): string {
  const separator = language === 'en' ? ': ' : '：';
  return `${labels.get(column) ?? column}${separator}${translate(language, `trainee.problem.${code}`, params)}`;
}
