import { withoutFormula } from './formula.rules.js';
import type { SheetColumn, SheetRow } from './sheet.js';
import { workbookValue } from './sheet-value.rules.js';
import { columnName, rowXml, xmlText } from './sheet-xml.js';
import { styleOf } from './workbook-style.js';

/** What one sheet of the file shows; a long sheet is continued in further ones. */
export interface SheetPart {
  readonly titleLines: readonly string[];
  readonly columns: readonly SheetColumn[];
  /** Per column the reference of its choices, such as `choices!$A$1:$A$9`. */
  readonly choices: ReadonlyMap<number, string>;
}

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const chunkSize = 64 * 1024;
/** Excel's last row. */
export const lastRow = 1_048_576;

/** The XML of one sheet, row by row, ending with the rows or when `rowsLeft` says so. */
export async function* sheetPart(part: SheetPart, rows: AsyncIterable<SheetRow>): AsyncGenerator<Buffer> {
  let text = opening(part) + topRows(part);
  let rowNumber = part.titleLines.length + 1;
  const names = part.columns.map((_, index) => columnName(index));
  const styles = part.columns.map((column) => styleOf[column.kind]);
  for await (const row of rows) {
    rowNumber += 1;
    const cells = part.columns.map((column, index) => workbookValue(row[index], column.kind));
    text += rowXml(rowNumber, cells, styles, names);
    if (text.length < chunkSize) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text + closing(part, rowNumber));
}

function opening({ titleLines, columns }: SheetPart): string {
  const headerRow = titleLines.length + 1;
  const pane = `<pane ySplit="${headerRow}" topLeftCell="A${headerRow + 1}" activePane="bottomLeft" state="frozen"/>`;
  const widths = columns.map(
    ({ width, kind }, index) =>
      `<col min="${index + 1}" max="${index + 1}" width="${width}" style="${styleOf[kind]}" customWidth="1"/>`,
  );
  return [
    `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="${main}">`,
    `<sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews>`,
    `<sheetFormatPr defaultRowHeight="15"/><cols>${widths.join('')}</cols><sheetData>`,
  ].join('');
}

function topRows({ titleLines, columns }: SheetPart): string {
  const titles = titleLines.map((line, index) =>
    rowXml(index + 1, [withoutFormula(line)], [index === 0 ? styleOf.title : styleOf.note], ['A']),
  );
  const headers = columns.map((column) => withoutFormula(column.header));
  return (
    titles.join('') +
    rowXml(
      titleLines.length + 1,
      headers,
      columns.map(() => styleOf.header),
      [],
    )
  );
}

function closing(part: SheetPart, lastUsed: number): string {
  const headerRow = part.titleLines.length + 1;
  const range = `A${headerRow}:${columnName(part.columns.length - 1)}${Math.max(lastUsed, headerRow)}`;
  return `</sheetData><autoFilter ref="${range}"/>${validations(part)}</worksheet>`;
}

function validations({ titleLines, columns, choices }: SheetPart): string {
  const rules = columns.flatMap(({ hint }, index) => {
    const list = choices.get(index);
    if (list === undefined && hint === undefined) return [];
    const name = columnName(index);
    const cells = `${name}${titleLines.length + 2}:${name}${lastRow}`;
    const shown = hint === undefined ? '' : ` showInputMessage="1" prompt="${xmlText(hint.slice(0, 255))}"`;
    if (list === undefined) return [`<dataValidation allowBlank="1"${shown} sqref="${cells}"/>`];
    return [
      `<dataValidation type="list" allowBlank="1"${shown} showErrorMessage="1" sqref="${cells}"><formula1>${xmlText(list)}</formula1></dataValidation>`,
    ];
  });
  return rules.length > 0
    ? `<dataValidations count="${rules.length}">${rules.join('')}</dataValidations>`
    : '';
}
