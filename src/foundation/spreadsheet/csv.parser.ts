import { SpreadsheetError } from './spreadsheet.error.js';

const quote = '"';
/** Excel's longest cell has 32,767 characters; a far longer one is a quotation mark that was never closed. */
const longestField = 1_000_000;

type State = 'start' | 'plain' | 'quoted' | 'closing';

/**
 * Splits delimited text (RFC 4180) into records as it arrives in pieces of any size. Line ends are CR, LF or CRLF,
 * also within quotes; a quotation mark inside an unquoted field is an ordinary character.
 */
export class CsvParser {
  private state: State = 'start';
  private field = '';
  private record: string[] = [];
  private afterReturn = false;

  constructor(private readonly delimiter: string) {}

  *push(text: string): Generator<string[]> {
    let at = 0;
    if (this.afterReturn && text !== '') {
      this.afterReturn = false;
      if (text.startsWith('\n')) at = 1;
    }
    while (at < text.length) {
      if (this.state === 'quoted') {
        at = this.takeQuoted(text, at);
        continue;
      }
      const character = text.charAt(at);
      if (this.state === 'start' && character === quote) {
        this.state = 'quoted';
        at += 1;
      } else if (this.state === 'closing' && character === quote) {
        this.field += quote;
        this.state = 'quoted';
        at += 1;
      } else if (character === this.delimiter) {
        this.endField();
        at += 1;
      } else if (character === '\n' || character === '\r') {
        yield this.endRecord();
        at += 1;
        if (character === '\r') {
          if (at === text.length) this.afterReturn = true;
          else if (text.charAt(at) === '\n') at += 1;
        }
      } else at = this.takePlain(text, at);
    }
  }

  /** The last record, when the text doesn't end with a line end. */
  *end(): Generator<string[]> {
    if (this.state === 'quoted') throw new SpreadsheetError('spreadsheet.damaged');
    if (this.state !== 'start' || this.record.length > 0) yield this.endRecord();
  }

  private takeQuoted(text: string, from: number): number {
    const close = text.indexOf(quote, from);
    this.append(text.slice(from, close < 0 ? text.length : close));
    if (close < 0) return text.length;
    this.state = 'closing';
    return close + 1;
  }

  private takePlain(text: string, from: number): number {
    let end = from;
    while (end < text.length && !this.isMark(text.charAt(end))) end += 1;
    this.append(text.slice(from, end));
    this.state = 'plain';
    return end;
  }

  private isMark(character: string): boolean {
    return character === this.delimiter || character === '\n' || character === '\r';
  }

  private append(part: string): void {
    this.field += part;
    if (this.field.length > longestField) throw new SpreadsheetError('spreadsheet.damaged');
  }

  private endField(): void {
    this.record.push(this.field);
    this.field = '';
    this.state = 'start';
  }

  private endRecord(): string[] {
    this.endField();
    const record = this.record;
    this.record = [];
    return record;
  }
}
