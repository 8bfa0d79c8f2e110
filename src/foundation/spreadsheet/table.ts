/** One row of a table as its reader hands it on. */
export interface TableRow {
  /** Row number as Excel shows it, from 1; empty rows are left out but counted. */
  readonly rowNumber: number;
  /** Texts without surrounding white space; '' for an empty cell. Rows may be of unequal length. */
  readonly cells: readonly string[];
  /**
   * Columns (from 0) whose digits are lost: a number of more than 15 digits, which Excel rounds, such as a
   * citizen ID typed into a cell not formatted as text. Their text is no longer what was typed.
   */
  readonly damaged?: readonly number[];
}

/** How much a reader accepts before it refuses with `spreadsheet.tooLarge` or `spreadsheet.bomb`. */
export interface TableLimits {
  /** Size of the file. */
  readonly bytes: number;
  /** Sum of the sizes which a workbook's parts declare. */
  readonly unpackedBytes: number;
  /** Declared size of the parts that have to be held whole: shared strings, styles, relations. */
  readonly heldBytes: number;
  /** Parts of a workbook. */
  readonly parts: number;
  /** Rows with content. */
  readonly rows: number;
  readonly columns: number;
  /** Heap of the thread that parses, in MiB. */
  readonly memory: number;
}

const mebibyte = 1024 * 1024;

export const defaultTableLimits: TableLimits = {
  bytes: 64 * mebibyte,
  unpackedBytes: 512 * mebibyte,
  heldBytes: 96 * mebibyte,
  parts: 2_000,
  rows: 300_000,
  columns: 256,
  memory: 512,
};

export interface TableDescription {
  readonly kind: 'workbook' | 'text';
  /** Of delimited text. */
  readonly encoding?: TextEncoding;
  readonly delimiter?: string;
}

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030';
