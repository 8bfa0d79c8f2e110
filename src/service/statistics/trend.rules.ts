import type { MonthFigures } from './figure.view.js';

/** Running totals over time; null after the last moment that has figures. */
export interface Trend {
  labels: string[];
  arrived: (number | null)[];
  completed: (number | null)[];
  certificates: (number | null)[];
  classes: (number | null)[];
}

/** The months of one year, or the quarters of all years together, from the first to the last that has a figure. */
export function trendOf(months: readonly MonthFigures[], year: number | undefined): Trend {
  const periods = year === undefined ? quarters(months) : Array.from({ length: 12 }, (_, index) => index + 1);
  const periodOf = (month: MonthFigures) => (year === undefined ? quarterOf(month) : month.month);
  const last = Math.max(-1, ...months.map((month) => periods.indexOf(periodOf(month))));
  const running = (measure: 'arrived' | 'completed' | 'certificates' | 'classes') => {
    let total = 0;
    return periods.map((period, index) => {
      for (const month of months) if (periodOf(month) === period) total += month[measure];
      return index > last ? null : total;
    });
  };
  return {
    labels: periods.map((period) =>
      year === undefined ? quarterLabel(period) : String(period).padStart(2, '0'),
    ),
    arrived: running('arrived'),
    completed: running('completed'),
    certificates: running('certificates'),
    classes: running('classes'),
  };
}

function quarters(months: readonly MonthFigures[]): number[] {
  const all = months.map(quarterOf);
  if (all.length === 0) return [];
  const first = Math.min(...all);
  return Array.from({ length: Math.max(...all) - first + 1 }, (_, index) => first + index);
}

function quarterOf({ year, month }: MonthFigures): number {
  return year * 4 + Math.floor((month - 1) / 3);
}

function quarterLabel(quarter: number): string {
  return `${Math.floor(quarter / 4)}Q${(quarter % 4) + 1}`;
}
