import { Readable } from 'node:stream';
import type { Sheet } from './sheet.js';
import { textValue } from './sheet-value.rules.js';
import { withoutFormula } from './formula.rules.js';

const chunkSize = 64 * 1024;

/**
 * Delimited text in UTF-8 with a byte order mark, by which Excel and WPS know it, CRLF line ends, RFC 4180 quoting.
 * Rows are pulled only as fast as the stream is read. For people, .xlsx is better: Excel rounds long digits in a CSV.
 */
export function writeCsv(sheet: Sheet): Readable {
  return Readable.from(chunks(sheet), { objectMode: false });
}

async function* chunks(sheet: Sheet): AsyncGenerator<Buffer> {
  let text = '\uFEFF';
  for await (const line of lines(sheet)) {
    text += line;
    if (text.length < chunkSize) continue;
    yield Buffer.from(text);
    text = '';
  }
  if (text !== '') yield Buffer.from(text);
}

async function* lines({ titleLines, columns, rows }: Sheet): AsyncGenerator<string> {
  for (const title of titleLines) yield line([withoutFormula(title)]);
  yield line(columns.map((column) => withoutFormula(column.header)));
  for await (const row of rows)
    yield line(columns.map((column, index) => textValue(row[index], column.kind)));
}

function line(fields: readonly string[]): string {
  return `${fields.map(quoted).join(',')}\r\n`;
}

function quoted(field: string): string {
  return /[",\r\n\t;]|^\s|\s$/u.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
