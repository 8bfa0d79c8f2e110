import type { Sheet, SheetColumn, SheetRow } from './sheet.js';
import { columnName } from './sheet-xml.js';

/** The hidden sheet that holds the lists; a list written into the rule itself may have 255 characters only. */
export const choiceSheetName = '选项';

export interface Choices {
  /** Undefined when no column offers any. */
  readonly sheet: Pick<Sheet, 'titleLines' | 'columns' | 'rows'> | undefined;
  /** For a sheet by its position: column position to the range of its list. */
  references(sheet: number): ReadonlyMap<number, string>;
}

export function choicesOf(sheets: readonly Sheet[]): Choices {
  const lists: SheetColumn[] = [];
  const references = sheets.map(
    ({ columns }) =>
      new Map(
        columns.flatMap((column, index) => {
          if (!column.choices?.length) return [];
          const name = columnName(lists.push(column) - 1);
          return [[index, `${choiceSheetName}!$${name}$2:$${name}$${column.choices.length + 1}`] as const];
        }),
      ),
  );
  const columns = lists.map(({ header }): SheetColumn => ({ header, kind: 'text', width: 20 }));
  return {
    sheet: lists.length > 0 ? { titleLines: [], columns, rows: transposed(lists) } : undefined,
    references: (sheet) => references[sheet] ?? new Map(),
  };
}

function transposed(lists: readonly SheetColumn[]): SheetRow[] {
  const longest = Math.max(...lists.map((list) => list.choices?.length ?? 0));
  return Array.from({ length: longest }, (_, row) => lists.map((list) => list.choices?.[row]));
}
