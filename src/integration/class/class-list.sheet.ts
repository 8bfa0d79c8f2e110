import type { Actor } from '../../foundation/access/actor.js';
import { shanghaiMinute } from '../../foundation/clock/clock.js';
import type { Language } from '../../foundation/i18n/language.js';
import { translate } from '../../foundation/i18n/translate.js';
import { headingLines } from '../../foundation/spreadsheet/sheet-heading.rules.js';
import type { Sheet, SheetColumn, SheetRow } from '../../foundation/spreadsheet/sheet.js';
import type { ClassRow } from './class-list.repository.js';

/** The list of classes as a sheet with its heading: what is listed, as of when, by whom. */
export function classSheet(
  rows: AsyncIterable<ClassRow>,
  language: Language,
  actor: Actor,
  now: Date,
): Sheet {
  const say = (key: string) => translate(language, `class.${key}`);
  const heading = {
    title: say('list.title'),
    unit: say('export.unitValue'),
    definition: say('export.definitionValue'),
    asOf: shanghaiMinute(now),
    exportedBy: [actor.name, actor.division?.name].filter(Boolean).join(' '),
  };
  const labels = {
    unit: say('export.unit'),
    definition: say('export.definition'),
    asOf: say('export.asOf'),
    exportedBy: say('export.exportedBy'),
  };
  return {
    name: say('list.title'),
    titleLines: headingLines(heading, labels),
    columns: columns(say),
    rows: cells(rows, say),
  };
}

function columns(say: (key: string) => string): SheetColumn[] {
  const column = (key: string, kind: SheetColumn['kind'], width: number): SheetColumn => ({
    header: say(`columns.${key}`),
    kind,
    width,
  });
  return [
    column('code', 'text', 18),
    column('title', 'text', 44),
    column('state', 'text', 10),
    column('kind', 'text', 12),
    column('startsOn', 'date', 12),
    column('endsOn', 'date', 12),
    column('hours', 'number', 8),
    column('division', 'text', 16),
    column('host', 'text', 28),
    column('approvalNo', 'text', 24),
    column('capacity', 'number', 10),
    column('taken', 'number', 10),
    column('waitlisted', 'number', 10),
  ];
}

async function* cells(rows: AsyncIterable<ClassRow>, say: (key: string) => string): AsyncGenerator<SheetRow> {
  for await (const row of rows)
    yield [
      row.code,
      row.title,
      say(`state.${row.state}`),
      say(`kind.${row.kind}`),
      row.startsOn,
      row.endsOn,
      row.hours,
      row.divisionName,
      row.hostName,
      row.approvalNo,
      row.capacity,
      row.taken,
      row.waitlisted,
    ];
}
