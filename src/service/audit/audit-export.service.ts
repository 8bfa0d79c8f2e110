import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Clock, shanghaiMinute } from '../../foundation/clock/clock.js';
import type { Language } from '../../foundation/i18n/language.js';
import { translate } from '../../foundation/i18n/translate.js';
import { writeCsv } from '../../foundation/spreadsheet/csv.writer.js';
import type { ColumnKind, Sheet, SheetRow } from '../../foundation/spreadsheet/sheet.js';
import { headingLines } from '../../foundation/spreadsheet/sheet-heading.rules.js';
import { writeWorkbook } from '../../foundation/spreadsheet/workbook.writer.js';
import type { AuditQuery } from './audit.dto.js';
import { AuditLogService } from './audit-log.service.js';
import type { AuditRow } from './audit.repository.js';
import { type AuditChange, AuditWords } from './audit-words.js';

const columns: readonly (readonly [name: string, kind: ColumnKind, width: number])[] = [
  ['number', 'text', 10],
  ['at', 'text', 20],
  ['person', 'text', 14],
  ['role', 'text', 14],
  ['division', 'text', 16],
  ['action', 'text', 20],
  ['subjectType', 'text', 12],
  ['subject', 'text', 34],
  ['before', 'text', 40],
  ['after', 'text', 40],
  ['address', 'text', 16],
  ['sealed', 'text', 8],
];

/** Takes the audit log out as a file, with the current filters; that is an entry of the log too. */
@Injectable()
export class AuditExportService {
  constructor(
    private readonly log: AuditLogService,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async workbook(actor: Actor, query: AuditQuery, language: Language): Promise<Readable> {
    return writeWorkbook({ sheets: [await this.sheet(actor, query, language)] });
  }

  async csv(actor: Actor, query: AuditQuery, language: Language): Promise<Readable> {
    return writeCsv(await this.sheet(actor, query, language));
  }

  private async sheet(actor: Actor, query: AuditQuery, language: Language): Promise<Sheet> {
    const say = (key: string) => translate(language, `audit.${key}`);
    await this.audit.record(actor, {
      action: 'audit.export',
      subjectType: 'auditEntry',
      after: { rows: await this.log.count(actor, query), ...query },
    });
    const heading = {
      title: say('title'),
      unit: say('export.unit'),
      definition: say('export.definition'),
      asOf: shanghaiMinute(this.clock.now()),
      exportedBy: [actor.name, actor.division?.name].filter(Boolean).join(' '),
    };
    const label = (key: string) => say(`export.labels.${key}`);
    return {
      name: say('title'),
      titleLines: headingLines(heading, {
        unit: label('unit'),
        definition: label('definition'),
        asOf: label('asOf'),
        exportedBy: label('exportedBy'),
      }),
      columns: columns.map(([name, kind, width]) => ({ header: say(`columns.${name}`), kind, width })),
      rows: this.rows(actor, query, language),
    };
  }

  private async *rows(actor: Actor, query: AuditQuery, language: Language): AsyncGenerator<SheetRow> {
    for await (const { entries, names } of this.log.all(actor, query)) {
      const words = new AuditWords(language, names);
      for (const entry of entries) yield cellsOf(entry, words, language);
    }
  }
}

/** In the order of the columns; the number and its second tell the order of entries beyond doubt. */
function cellsOf(entry: AuditRow, words: AuditWords, language: Language): SheetRow {
  const say = (key: string) => translate(language, key);
  const changes = words.changes(entry.before, entry.after);
  return [
    entry.id,
    new Date(entry.at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' '),
    words.person(entry),
    entry.role === null || entry.accountName === null ? '' : say(`access.role.${entry.role}`),
    entry.divisionName,
    words.action(entry.action),
    words.subjectType(entry.subjectType),
    words.name(entry.subjectId) ?? entry.subjectId,
    listed(changes, 'before', say),
    listed(changes, 'after', say),
    entry.address,
    say(entry.sealed ? 'audit.sealed' : 'audit.unsealed'),
  ];
}

function listed(changes: AuditChange[], side: 'before' | 'after', say: (key: string) => string): string {
  return changes
    .filter((change) => change[side] !== undefined)
    .map((change) => `${change.field}${say('audit.colon')}${change[side] ?? ''}`)
    .join(say('audit.pairSeparator'));
}
