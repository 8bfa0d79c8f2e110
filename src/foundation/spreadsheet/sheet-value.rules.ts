import type { ColumnKind, SheetCell } from './sheet.js';
import { withoutFormula } from './formula.rules.js';

/** A cell ready for either format: a number, or a text that can't run. */
export type PlainCell = number | string;

/** China keeps one time zone without daylight saving. */
const shanghaiOffset = 8 * 60 * 60 * 1000;
const day = 24 * 60 * 60 * 1000;
/** 1970-01-01 in the day count of spreadsheets. */
const epochSerial = 25_569;
const keptDigits = 999_999_999_999_999;
/** XML cannot hold them, and in a CSV they make a file look binary. */
// eslint-disable-next-line no-control-regex -- they are what has to go
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/gu;
const isoDay = /^\d{4}-\d{2}-\d{2}$/u;

/** The value for an .xlsx: days and moments are serial numbers, numbers that Excel would round are texts. */
export function workbookValue(cell: SheetCell, kind: ColumnKind): PlainCell {
  if (cell instanceof Date) return serialOf(cell, kind);
  if (typeof cell === 'string' && kind === 'date' && isoDay.test(cell))
    return Date.parse(`${cell}T00:00:00Z`) / day + epochSerial;
  if (typeof cell === 'number' && Number.isFinite(cell) && Math.abs(cell) <= keptDigits) return cell;
  return textOf(cell);
}

/** The text for a CSV: ISO days and moments to the minute. */
export function textValue(cell: SheetCell, kind: ColumnKind): string {
  if (!(cell instanceof Date)) return textOf(cell);
  const local = new Date(cell.getTime() + shanghaiOffset).toISOString();
  return kind === 'date' ? local.slice(0, 10) : local.slice(0, 16).replace('T', ' ');
}

function serialOf(moment: Date, kind: ColumnKind): number {
  const serial = (moment.getTime() + shanghaiOffset) / day + epochSerial;
  return kind === 'date' ? Math.floor(serial) : serial;
}

function textOf(cell: Exclude<SheetCell, Date>): string {
  if (cell === null || cell === undefined) return '';
  return typeof cell === 'string' ? withoutFormula(cell.replace(controls, '')) : String(cell);
}
