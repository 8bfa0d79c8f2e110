import { SpreadsheetError } from './spreadsheet.error.js';
import type { TableLimits } from './table.js';
import type { ZipEntry } from './zip-directory.js';

/** Sheets of equal rows shrink to a hundredth at most; deflate itself reaches a thousandth. */
const mostShrinking = 200;
/** Below this size even a perfect bomb does no harm. */
const harmlessBytes = 16 * 1024 * 1024;
/** A part's name is a path below the archive's root (ECMA-376 part 2, 6.2.2); nothing is ever written by it. */
const leadsOutside = /^[/\\]|^[a-z]:|\\|\0|(?:^|\/)\.\.?(?:\/|$)/iu;

/**
 * Judges a workbook by what its directory declares, before anything is unpacked.
 * @throws SpreadsheetError `bomb`, `tooLarge` or `encrypted`
 */
export function refuseDangerousArchive(
  entries: readonly ZipEntry[],
  fileSize: number,
  limits: TableLimits,
): void {
  const packed = sum(entries.map((entry) => entry.packed));
  const unpacked = sum(entries.map((entry) => entry.unpacked));
  // Parts that share bytes of the file declare together more than there is.
  if (packed > fileSize || partsOverlap(entries)) throw new SpreadsheetError('spreadsheet.bomb');
  if (unpacked > harmlessBytes && unpacked > fileSize * mostShrinking)
    throw new SpreadsheetError('spreadsheet.bomb');
  if (unpacked > limits.unpackedBytes)
    throw new SpreadsheetError('spreadsheet.tooLarge', {
      limit: 'unpackedBytes',
      most: limits.unpackedBytes,
    });
  if (entries.some(({ name }) => leadsOutside.test(name))) throw new SpreadsheetError('spreadsheet.damaged');
  if (entries.some((entry) => entry.encrypted)) throw new SpreadsheetError('spreadsheet.encrypted');
}

function partsOverlap(entries: readonly ZipEntry[]): boolean {
  const ordered = [...entries].sort((one, other) => one.offset - other.offset);
  return ordered.some((entry, index) => {
    const next = ordered[index + 1];
    return next !== undefined && entry.offset + 30 + entry.packed > next.offset;
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
