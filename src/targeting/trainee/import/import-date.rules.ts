const written = [
  /^(?<year>\d{4})[-/.年](?<month>\d{1,2})[-/.月](?<day>\d{1,2})日?(?:\s.*)?$/u,
  /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})$/u,
  /^(?<year>\d{4})[-/.年](?<month>\d{1,2})月?$/u,
  /^(?<year>\d{4})(?<month>0[1-9]|1[0-2])$/u,
];

export type ImportedDate =
  { readonly day: string } | { readonly day?: undefined; readonly code: 'date.invalid' | 'date.ambiguous' };

/** A number of a spreadsheet in its month-like form: 2024.10 typed as a number arrives as 2024.1. */
const lostZero = /^\d{4}\.1$/u;
/** A day count of a spreadsheet whose cell isn't formatted as a date, for the years 2000 to 2063. */
const dayCount = /^(?:3[7-9]|[45]\d)\d{3}$/u;
const epochDayCount = 25_569;

/**
 * A day as 'YYYY-MM-DD' from the ways it is written in tables: 2024-03-01, 2024/3/1, 2024.3.1, 2024年3月1日, 20240301,
 * the day count 45352, and, as cadre files have it, a month alone (2024.03), which means its first or its last day.
 */
export function importedDate(text: string, monthMeans: 'first' | 'last'): ImportedDate {
  const plain = text.normalize('NFKC').trim();
  if (lostZero.test(plain)) return { code: 'date.ambiguous' };
  const day = dayCount.test(plain) ? dayOfCount(Number(plain)) : writtenDay(plain, monthMeans);
  return day === undefined ? { code: 'date.invalid' } : { day };
}

function dayOfCount(count: number): string {
  return new Date((count - epochDayCount) * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
}

function writtenDay(text: string, monthMeans: 'first' | 'last'): string | undefined {
  const parts = written.map((pattern) => pattern.exec(text)?.groups).find((groups) => groups !== undefined);
  if (!parts) return undefined;
  const [year, month] = [Number(parts.year), Number(parts.month)];
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const day = parts.day === undefined ? (monthMeans === 'first' ? 1 : lastDay) : Number(parts.day);
  if (year < 1900 || year > 2100 || month < 1 || month > 12 || day < 1 || day > lastDay) return undefined;
  return [String(year), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
}
