import type { Readable } from 'node:stream';
import type { Actor } from '../../foundation/access/actor.js';
import type { Language } from '../../foundation/i18n/language.js';
import { translate } from '../../foundation/i18n/translate.js';
import type { ColumnKind, SheetRow } from '../../foundation/spreadsheet/sheet.js';
import { headingLines } from '../../foundation/spreadsheet/sheet-heading.rules.js';
import { writeWorkbook } from '../../foundation/spreadsheet/workbook.writer.js';
import { maskPhone } from '../../foundation/text/phone.rules.js';
import type { SheetPerson } from './roster-sheet.repository.js';

const columns: readonly (readonly [name: string, kind: ColumnKind, width: number])[] = [
  ['number', 'number', 6],
  ['name', 'text', 12],
  ['sex', 'text', 6],
  ['organization', 'text', 28],
  ['post', 'text', 20],
  ['category', 'text', 16],
  ['division', 'text', 20],
  ['phone', 'text', 14],
  ['state', 'text', 10],
  ['unit', 'text', 24],
];

/** A roster as a file that says by itself what it shows; phones stay masked. */
export function rosterWorkbook(
  actor: Actor,
  { title, code }: { title: string; code: string },
  people: readonly SheetPerson[],
  language: Language,
): { name: string; content: Readable } {
  const text = (key: string): string => translate(language, `roster.${key}`);
  const row = (person: SheetPerson, index: number): SheetRow => [
    index + 1,
    person.name,
    person.sex && translate(language, `trainee.sex.${person.sex}`),
    person.organizationName,
    person.post,
    translate(language, `trainee.category.${person.category}`),
    [person.countyName, person.divisionName].filter(Boolean).join(' '),
    person.phone && maskPhone(person.phone),
    text(`state.${person.state}`),
    person.recipientName,
  ];
  const sheet = {
    name: text('title'),
    titleLines: headingLines(
      {
        title: `${title} ${text('title')}`,
        unit: text('export.unitText'),
        definition: text('export.definitionText'),
        asOf: new Date().toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' }),
        exportedBy: [actor.name, actor.division?.name].filter(Boolean).join('，'),
      },
      {
        unit: text('export.unit'),
        definition: text('export.definition'),
        asOf: text('export.asOf'),
        exportedBy: text('export.exportedBy'),
      },
    ),
    columns: columns.map(([name, kind, width]) => ({ header: text(`column.${name}`), kind, width })),
    rows: people.map(row),
  };
  return { name: `${text('title')}-${code}.xlsx`, content: writeWorkbook({ sheets: [sheet] }) };
}
