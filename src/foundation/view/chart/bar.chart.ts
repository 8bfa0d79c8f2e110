import { clamp, coordinate, escape } from './svg.js';

export type Tone = 'plain' | 'ok' | 'warn' | 'danger' | 'info' | 'second';

export interface BarOptions {
  /** Full width; defaults to 1, so that `value` is a share. */
  max?: number;
  tone?: Tone;
  /** A mark on the bar, for example the plan. */
  mark?: number;
  /** Spoken text; without it the bar is decoration beside a printed figure. */
  label?: string;
}

/** A horizontal bar as wide as its place, 6 px high. */
export function barChart(value: number, { max = 1, tone = 'plain', mark, label }: BarOptions = {}): string {
  const width = (part: number) => `${coordinate(max > 0 ? clamp((part / max) * 100, 0, 100) : 0)}%`;
  const role = label ? `role="img" aria-label="${escape(label)}"` : 'aria-hidden="true"';
  const line = mark === undefined ? '' : `<rect class="mark" x="${width(mark)}" y="0" width="2" height="6"/>`;
  return (
    `<svg class="bar tone-${escape(tone)}" width="100%" height="6" ${role}>` +
    `<rect class="track" width="100%" height="6" rx="3"/><rect class="fill" width="${width(value)}" height="6" rx="3"/>${line}</svg>`
  );
}
