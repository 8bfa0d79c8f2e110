import { cellText, type CellContent } from './cell-text.rules.js';
import { SpreadsheetError } from './spreadsheet.error.js';
import type { TableLimits, TableRow } from './table.js';

/** Turns raw rows into table rows and holds them to the limits of rows and columns. */
export class RowBuilder {
  private rows = 0;

  constructor(private readonly limits: Pick<TableLimits, 'rows' | 'columns'>) {}

  /** Undefined for a row without content. */
  build(rowNumber: number, contents: readonly CellContent[]): TableRow | undefined {
    const cells: string[] = [];
    const damaged: number[] = [];
    let width = 0;
    for (const [column, content] of contents.entries()) {
      const cell = cellText(content);
      cells.push(cell.text);
      if (cell.text !== '') width = column + 1;
      if (cell.damaged) damaged.push(column);
    }
    if (width === 0) return undefined;
    this.count(width);
    cells.length = width;
    return damaged.length > 0 ? { rowNumber, cells, damaged } : { rowNumber, cells };
  }

  private count(width: number): void {
    this.rows += 1;
    for (const [limit, figure] of [
      ['rows', this.rows],
      ['columns', width],
    ] as const) {
      if (figure > this.limits[limit])
        throw new SpreadsheetError('spreadsheet.tooLarge', { limit, most: this.limits[limit] });
    }
  }
}
