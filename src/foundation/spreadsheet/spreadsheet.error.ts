/** Why a file could not be read as a table, or a table not be written. The code is the key of the message. */
export type SpreadsheetErrorCode =
  /** Neither a workbook nor delimited text: an image, a PDF, a web page renamed to .xls. */
  | 'spreadsheet.notATable'
  /** A binary .xls of Excel 97 to 2003; must be saved as .xlsx. */
  | 'spreadsheet.oldWorkbook'
  /** Protected with a password to open. */
  | 'spreadsheet.encrypted'
  /** Cut off, or its parts contradict each other. */
  | 'spreadsheet.damaged'
  /** Text that is neither UTF-8, UTF-16 nor GB 18030. */
  | 'spreadsheet.encoding'
  /** More bytes, rows or columns than the limits allow; `params.limit` names which and `params.most` the figure. */
  | 'spreadsheet.tooLarge'
  /** An archive built to exhaust memory. */
  | 'spreadsheet.bomb'
  /** No row within the first ones carries the known headings. */
  | 'spreadsheet.noHeader'
  /** The asker stopped reading by its signal. */
  | 'spreadsheet.cancelled';

/** The one error of this room: a stable code and its parameters, never a library's message or a cell's content. */
export class SpreadsheetError extends Error {
  override readonly name = 'SpreadsheetError';

  constructor(
    readonly code: SpreadsheetErrorCode,
    readonly params: Readonly<Record<string, string | number>> = {},
    options?: ErrorOptions,
  ) {
    super(code, options);
  }
}
