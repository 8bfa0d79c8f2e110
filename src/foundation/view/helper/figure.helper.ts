import { type HelperOptions, refuseBare } from './helper-options.js';

const grouped = new Map<number, Intl.NumberFormat>();

/** `{{number 248309}}` 248,309; `{{number 4.53 digits=2}}`; nothing is shown as a dash. */
function number(value: unknown, options: HelperOptions): string {
  refuseBare('number', value);
  return isFigure(value) ? format(Number(value), Number(options.hash.digits ?? 0)) : '—';
}

/** `{{percent 0.878}}` 87.8%: takes a share, not a percentage; `digits` defaults to 1. */
function percent(value: unknown, options: HelperOptions): string {
  refuseBare('percent', value);
  return isFigure(value) ? `${format(Number(value) * 100, Number(options.hash.digits ?? 1))}%` : '—';
}

/** `{{bytes 190464}}` 186 KB, in steps of 1024. */
function bytes(value: unknown): string {
  refuseBare('bytes', value);
  if (!isFigure(value)) return '—';
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let size = Number(value);
  let step = 0;
  while (size >= 1024 && step < units.length - 1) {
    size /= 1024;
    step++;
  }
  return `${format(size, step > 1 && size < 100 ? 1 : 0)} ${units[step] ?? ''}`;
}

/** Figures from the database arrive as numbers or as decimal strings. */
function isFigure(value: unknown): boolean {
  return (
    typeof value === 'bigint' ||
    (typeof value === 'number' && Number.isFinite(value)) ||
    (typeof value === 'string' && value !== '' && Number.isFinite(Number(value)))
  );
}

function format(value: number, digits: number): string {
  let formatter = grouped.get(digits);
  if (!formatter) {
    formatter = new Intl.NumberFormat('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
    grouped.set(digits, formatter);
  }
  return formatter.format(value);
}

export const figureHelpers = { number, percent, bytes };
