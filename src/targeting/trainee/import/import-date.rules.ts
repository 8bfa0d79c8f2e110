const written = [
  /^(?<year>\d{4})[-/.年](?<month>\d{1,2})[-/.月](?<day>\d{1,2})日?(?:\s.*)?$/u,
  /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})$/u,
  /^(?<year>\d{4})[-/.年](?<month>\d{1,2})月?$/u,
  /^(?<year>\d{4})(?<month>0[1-9]|1[0-2])$/u,
];

/**
 * A day as 'YYYY-MM-DD' from the ways it is written in tables: 2024-03-01, 2024/3/1, 2024.3.1, 2024年3月1日, 20240301,
 * and, as cadre files have it, a month alone (2024.03), which means its first or its last day.
 */
export function importedDate(text: string, monthMeans: 'first' | 'last'): string | undefined {
  const parts = written
    .map((pattern) => pattern.exec(text.normalize('NFKC').trim())?.groups)
    .find((groups) => groups !== undefined);
  if (!parts) return undefined;
  const [year, month] = [Number(parts.year), Number(parts.month)];
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const day = parts.day === undefined ? (monthMeans === 'first' ? 1 : lastDay) : Number(parts.day);
  if (year < 1900 || year > 2100 || month < 1 || month > 12 || day < 1 || day > lastDay) return undefined;
  return [String(year), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
}
