import { Readable } from 'node:stream';
import type { Sheet, SheetRow, Workbook } from './sheet.js';
import { lastRow, sheetPart } from './sheet-part.js';
import { choicesOf, choiceSheetName } from './sheet-choices.js';
import { packageParts, type NamedSheet } from './workbook-package.js';
import { zipped, type ZipPart } from './zip.writer.js';

export interface WriteOptions {
  /** Rows of a sheet, titles and header included, before it is continued in the next one; Excel's limit unless told. */
  readonly rowsPerSheet?: number;
}

/**
 * An .xlsx as a stream of bytes. Rows are pulled only as fast as it is read, so any number of them takes the same
 * memory; past Excel's row limit a sheet goes on in `name (2)` with titles and header repeated.
 */
export function writeWorkbook(workbook: Workbook, options: WriteOptions = {}): Readable {
  return Readable.from(zipped(parts(workbook, options.rowsPerSheet ?? lastRow)), { objectMode: false });
}

async function* parts({ sheets }: Workbook, rowsPerSheet: number): AsyncGenerator<ZipPart> {
  const named: NamedSheet[] = [];
  const choices = choicesOf(sheets);
  for (const [index, sheet] of sheets.entries()) {
    const rows = new RowSupply(sheet.rows);
    try {
      let copy = 1;
      do {
        const name = sheetName(sheet.name, copy, named);
        const room = Math.max(1, rowsPerSheet - sheet.titleLines.length - 1);
        named.push({ name, hidden: false });
        yield part(named.length, { ...sheet, choices: choices.references(index) }, rows.take(room));
        copy += 1;
      } while (await rows.hasMore());
    } finally {
      await rows.close();
    }
  }
  if (choices.sheet) {
    named.push({ name: choiceSheetName, hidden: true });
    yield part(
      named.length,
      { ...choices.sheet, choices: new Map() },
      new RowSupply(choices.sheet.rows).take(lastRow),
    );
  }
  yield* packageParts(named);
}

function part(
  number: number,
  shown: Parameters<typeof sheetPart>[0],
  rows: AsyncIterable<SheetRow>,
): ZipPart {
  return { name: `xl/worksheets/sheet${number}.xml`, chunks: sheetPart(shown, rows) };
}

const longestName = 31;

function sheetName(wished: string, copy: number, taken: readonly NamedSheet[]): string {
  const plain =
    wished
      .replace(/[:\\/?*[\]]/gu, ' ')
      .replace(/^'|'$/gu, '')
      .trim() || 'Sheet';
  for (let attempt = copy; ; attempt += 1) {
    const suffix = attempt === 1 ? '' : ` (${attempt})`;
    const name = plain.slice(0, longestName - suffix.length) + suffix;
    if (!taken.some((sheet) => sheet.name.toLowerCase() === name.toLowerCase())) return name;
  }
}

/** Hands out one source of rows over several sheets, and knows whether another row is there. */
class RowSupply {
  private readonly iterator: Iterator<SheetRow> | AsyncIterator<SheetRow>;
  private ahead: SheetRow | undefined;

  constructor(rows: Sheet['rows']) {
    this.iterator = Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
  }

  async *take(most: number): AsyncGenerator<SheetRow> {
    for (let taken = 0; taken < most && (await this.hasMore()); taken += 1) {
      const row = this.ahead;
      this.ahead = undefined;
      if (row) yield row;
    }
  }

  async hasMore(): Promise<boolean> {
    if (this.ahead) return true;
    const next = await this.iterator.next();
    this.ahead = next.done ? undefined : next.value;
    return this.ahead !== undefined;
  }

  /** Tells the source that no more rows are wanted, as when the download was broken off. */
  async close(): Promise<void> {
    await this.iterator.return?.();
  }
}
