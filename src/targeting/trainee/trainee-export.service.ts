import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Clock, shanghaiMinute } from '../../foundation/clock/clock.js';
import type { Language } from '../../foundation/i18n/language.js';
import { translate } from '../../foundation/i18n/translate.js';
import { writeCsv } from '../../foundation/spreadsheet/csv.writer.js';
import type { Sheet, SheetRow } from '../../foundation/spreadsheet/sheet.js';
import { headingLines } from '../../foundation/spreadsheet/sheet-heading.rules.js';
import { writeWorkbook } from '../../foundation/spreadsheet/workbook.writer.js';
import { TraineeQuery } from './trainee.dto.js';
import { TraineeListService } from './trainee-list.service.js';
import type { TraineeRow } from './trainee-list.repository.js';
import { traineeListView } from './trainee.view.js';

/** Takes the list of people out as a file, with the current filters; citizen IDs stay masked, and it is noted who did. */
@Injectable()
export class TraineeExportService {
  constructor(
    private readonly list: TraineeListService,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async workbook(actor: Actor, query: TraineeQuery, language: Language): Promise<Readable> {
    return writeWorkbook({ sheets: [await this.sheet(actor, query, language)] });
  }

  async csv(actor: Actor, query: TraineeQuery, language: Language): Promise<Readable> {
    return writeCsv(await this.sheet(actor, query, language));
  }

  private async sheet(actor: Actor, query: TraineeQuery, language: Language): Promise<Sheet> {
    const say = (key: string) => translate(language, `trainee.${key}`);
    const { text, ...filter } = query;
    const rows = await this.list.count(actor, query);
    await this.audit.record(actor, {
      action: 'trainee.export',
      subjectType: 'trainee',
      after: { rows, filter, searched: text !== undefined },
    });
    const heading = {
      title: say('export.title'),
      unit: say('export.unit'),
      definition: say('export.definition'),
      asOf: shanghaiMinute(this.clock.now()),
      exportedBy: [actor.name, actor.division?.name].filter(Boolean).join(' '),
    };
    const label = (key: string) => say(`export.labels.${key}`);
    return {
      name: say('export.sheet'),
      titleLines: headingLines(heading, {
        unit: label('unit'),
        definition: label('definition'),
        asOf: label('asOf'),
        exportedBy: label('exportedBy'),
      }),
      columns: columns.map(([key, width]) => ({ header: say(`page.columns.${key}`), kind: 'text', width })),
      rows: this.rows(actor, query, say),
    };
  }

  private async *rows(
    actor: Actor,
    query: TraineeQuery,
    say: (key: string) => string,
  ): AsyncGenerator<SheetRow> {
    for await (const row of this.list.all(actor, query)) yield cellsOf(row, say);
  }
}

const columns = [
  ['name', 12],
  ['sex', 6],
  ['citizenId', 22],
  ['phone', 14],
  ['category', 16],
  ['level', 12],
  ['unit', 30],
  ['post', 16],
  ['managing', 18],
  ['managingCode', 16],
  ['division', 40],
  ['divisionCode', 16],
] as const;

/** In the order of the columns. */
function cellsOf(row: TraineeRow, say: (key: string) => string): SheetRow {
  const view = traineeListView(row);
  return [
    view.name,
    view.sex && say(`sex.${view.sex}`),
    view.citizenId,
    view.phone,
    say(`category.${view.category}`),
    say(`level.${view.level}`),
    view.organization?.name,
    view.post,
    view.managingDivision.name,
    view.managingDivision.code,
    [view.division.path, view.division.name].filter(Boolean).join(' / '),
    view.division.code,
  ];
}
