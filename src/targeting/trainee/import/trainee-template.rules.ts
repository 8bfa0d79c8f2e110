import type { Sheet } from '../../../foundation/spreadsheet/sheet.js';
import { ethnicityLabels } from './ethnicity.rules.js';
import { traineeColumns, type TraineeColumnKey } from './trainee-column.rules.js';
import {
  categoryEntries,
  educationEntries,
  labelsOf,
  levelEntries,
  politicalStatusEntries,
  sexEntries,
} from './trainee-dictionary.rules.js';

const choices: Partial<Record<TraineeColumnKey, readonly string[]>> = {
  sex: labelsOf(sexEntries),
  ethnicity: ethnicityLabels,
  politicalStatus: labelsOf(politicalStatusEntries),
  education: labelsOf(educationEntries),
  category: labelsOf(categoryEntries),
  level: labelsOf(levelEntries),
};

/**
 * The empty import file: all columns are texts, so that Excel rounds no citizen ID, and words are chosen from lists.
 * Required columns carry a star, which the header search ignores.
 * @param titleLines how to fill it in, from the reader's catalogue
 * @param hints per column, shown when a cell is entered
 */
export function traineeTemplate(
  name: string,
  titleLines: readonly string[],
  hints: Partial<Record<TraineeColumnKey, string>> = {},
): Sheet {
  const columns = traineeColumns.map(({ key, headings, required, width }) => {
    const [offered, hint] = [choices[key], hints[key]];
    return {
      header: `${required ? '*' : ''}${headings[0] ?? key}`,
      kind: 'text' as const,
      width,
      ...(offered && { choices: offered }),
      ...(hint !== undefined && { hint }),
    };
  });
  return { name, titleLines, columns, rows: [] };
}
