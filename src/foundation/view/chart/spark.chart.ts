import { coordinate } from './svg.js';

/** A small line without axes beside a figure, 76 by 24; decoration, the figure says it. */
export function sparkChart(values: number[]): string {
  if (values.length < 2) return '';
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  const points = values.map((value, index) => {
    const x = 1 + (index / (values.length - 1)) * 74;
    return `${coordinate(x)},${coordinate(22 - ((value - low) / span) * 20)}`;
  });
  return `<svg class="spark" viewBox="0 0 76 24" aria-hidden="true"><polyline points="${points.join(' ')}"/></svg>`;
}
