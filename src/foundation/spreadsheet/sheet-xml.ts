import type { PlainCell } from './sheet-value.rules.js';

/** Characters XML 1.0 cannot hold, lone surrogates among them. */
// eslint-disable-next-line no-control-regex -- they are what has to go
const impossible = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;
const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
};
/** Spreadsheets read `_x000A_` in a text as a character; a text that really says so is escaped (ISO 29500, ST_Xstring). */
const looksEscaped = /_(?=x[0-9a-f]{4}_)/giu;
const special = /[&<>"\r\n\t]/gu;
/** Nearly all cells need no change; one test is cheaper than three replacements. */
// eslint-disable-next-line no-control-regex -- as above
const needsCare = /[\u0000-\u001f&<>"\ud800-\udfff\ufffe\uffff]|_x/iu;

export function xmlText(text: string): string {
  if (!needsCare.test(text)) return text;
  return text
    .replace(impossible, '')
    .replace(looksEscaped, '_x005F_')
    .replace(special, (character) => escapes[character] ?? '');
}

/** 'A' for 0, 'AA' for 26. */
export function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter;
}

/** A row of cells, each with its style; empty cells are left out. */
export function rowXml(
  rowNumber: number,
  cells: readonly PlainCell[],
  styles: readonly number[],
  names: readonly string[],
): string {
  let xml = `<row r="${rowNumber}">`;
  for (let column = 0; column < cells.length; column += 1) {
    const value = cells[column] ?? '';
    if (value === '') continue;
    const place = `<c r="${names[column] ?? columnName(column)}${rowNumber}" s="${styles[column] ?? 0}"`;
    xml +=
      typeof value === 'number'
        ? `${place}><v>${value}</v></c>`
        : `${place} t="inlineStr"><is><t xml:space="preserve">${xmlText(value)}</t></is></c>`;
  }
  return `${xml}</row>`;
}
