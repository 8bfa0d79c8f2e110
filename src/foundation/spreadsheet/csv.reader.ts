import { CsvParser } from './csv.parser.js';
import { detectDelimiter } from './csv-delimiter.rules.js';
import { RowBuilder } from './row.builder.js';
import type { TableLimits, TableRow, TextEncoding } from './table.js';
import type { TableBytes } from './table-bytes.js';
import { decodedText, detectEncoding } from './text-encoding.js';

export interface CsvFormat {
  readonly encoding: TextEncoding;
  readonly delimiter: string;
}

/** Encoding and delimiter of a text file, from its bytes alone. */
export async function detectCsvFormat(file: TableBytes, start: Buffer): Promise<CsvFormat> {
  const encoding = await detectEncoding(file, start);
  const sample = new TextDecoder(encoding).decode(start, { stream: true });
  return { encoding, delimiter: detectDelimiter(sample) };
}

/** Reads delimited text row by row; a row number counts records, as Excel does when it opens the file. */
export async function* readCsv(
  file: TableBytes,
  format: CsvFormat,
  limits: TableLimits,
): AsyncGenerator<TableRow> {
  const parser = new CsvParser(format.delimiter);
  const builder = new RowBuilder(limits);
  let rowNumber = 0;
  for await (const text of withEnd(decodedText(file, format.encoding)))
    for (const record of text === undefined ? parser.end() : parser.push(text)) {
      rowNumber += 1;
      if (rowNumber === 1 && /^sep=.?$/u.test(record.join(''))) continue;
      const row = builder.build(rowNumber, record);
      if (row) yield row;
    }
}

async function* withEnd(texts: AsyncIterable<string>): AsyncGenerator<string | undefined> {
  yield* texts;
  yield undefined;
}
