import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import type { Language } from '../../foundation/i18n/language.js';
import { translate } from '../../foundation/i18n/translate.js';
import { writeCsv } from '../../foundation/spreadsheet/csv.writer.js';
import type { ColumnKind, Sheet, SheetRow } from '../../foundation/spreadsheet/sheet.js';
import { headingLines } from '../../foundation/spreadsheet/sheet-heading.rules.js';
import { writeWorkbook } from '../../foundation/spreadsheet/workbook.writer.js';
import { FigureService } from './figure.service.js';
import type { DivisionFigures, Statistics } from './figure.view.js';
import type { MonitorExportQuery } from './monitor.dto.js';
import { MonitorService } from './monitor.service.js';

const columns: readonly (readonly [name: string, kind: ColumnKind, width: number])[] = [
  ['code', 'text', 14],
  ['division', 'text', 24],
  ['classes', 'number', 10],
  ['enrolled', 'number', 12],
  ['arrived', 'number', 12],
  ['participationRate', 'share', 10],
  ['completed', 'number', 12],
  ['completionRate', 'share', 10],
  ['persons', 'number', 12],
  ['registered', 'number', 12],
  ['coverage', 'share', 10],
  ['certificates', 'number', 10],
  ['hours', 'number', 12],
];

/** The drill-down table as a file that says by itself what it shows. */
@Injectable()
export class MonitorExportService {
  constructor(
    private readonly monitors: MonitorService,
    private readonly figures: FigureService,
    private readonly audit: Audit,
  ) {}

  async export(
    actor: Actor,
    query: MonitorExportQuery,
    language: Language,
  ): Promise<{ name: string; content: Readable }> {
    const division = await this.monitors.divisionOf(actor, query);
    const statistics = await this.figures.ofDivision(division, query);
    await this.audit.record(actor, {
      action: 'statistics.export',
      subjectType: 'division',
      subjectId: division.id,
      after: { rows: statistics.children.length + 1, ...query },
    });
    const sheet = sheetOf(statistics, actor, language);
    const format = query.format ?? 'xlsx';
    return {
      name: `${translate(language, 'statistics.monitor.exportName')}-${division.name}.${format}`,
      content: format === 'csv' ? writeCsv(sheet) : writeWorkbook({ sheets: [sheet] }),
    };
  }
}

function sheetOf(statistics: Statistics, actor: Actor, language: Language): Sheet {
  const text = (key: string, params = {}) => translate(language, `statistics.${key}`, params);
  const { node, children, year, category, attribution, asOf } = statistics;
  const period = year === null ? text('period.all') : text('period.year', { year });
  const heading = {
    title: `${text('monitor.exportName')}（${node.name}）`,
    unit: text('export.unitText'),
    definition: text('export.definitionText', {
      period,
      attribution: text(`attribution.${attribution}`),
      category: category ? translate(language, `trainee.category.${category}`) : text('filter.allCategories'),
    }),
    asOf: new Date(asOf).toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' }),
    exportedBy: [actor.name, actor.division?.name].filter(Boolean).join('，'),
  };
  const row = (figures: DivisionFigures, name: string): SheetRow =>
    columns.map(([column]) => (column === 'division' ? name : figures[column as keyof DivisionFigures]));
  return {
    name: text('monitor.exportName'),
    titleLines: headingLines(heading, {
      unit: text('export.unit'),
      definition: text('export.definition'),
      asOf: text('export.asOf'),
      exportedBy: text('export.exportedBy'),
    }),
    columns: columns.map(([name, kind, width]) => ({ header: text(`column.${name}`), kind, width })),
    rows: [
      ...children.map((child) => row(child, child.ownLevel ? text(`own.${child.level}`) : child.name)),
      row(node, text('table.total', { name: node.name })),
    ],
  };
}
