/** What a column holds; it decides alignment, format and how texts are taken. */
export type ColumnKind =
  | 'text'
  | 'number'
  /** A share from 0 to 1, shown in per cent. */
  | 'share'
  /** A day: a Date (its day in Asia/Shanghai) or 'YYYY-MM-DD'. */
  | 'date'
  /** A moment: a Date, shown in Asia/Shanghai to the minute. */
  | 'moment';

export type SheetCell = string | number | bigint | boolean | Date | null | undefined;
export type SheetRow = readonly SheetCell[];

export interface SheetColumn {
  readonly header: string;
  readonly kind: ColumnKind;
  /** In characters of western text; a Han character takes two. */
  readonly width: number;
  /** Values to choose from; .xlsx offers them in a list and refuses others. */
  readonly choices?: readonly string[];
  /** Shown when the cell is entered. */
  readonly hint?: string;
}

export interface Sheet {
  /** At most 31 characters, without : \ / ? * [ ]; others are replaced. */
  readonly name: string;
  /** Lines above the header, the first in large type; exports build them with headingLines. */
  readonly titleLines: readonly string[];
  readonly columns: readonly SheetColumn[];
  readonly rows: Iterable<SheetRow> | AsyncIterable<SheetRow>;
}

export interface Workbook {
  readonly sheets: readonly Sheet[];
}
