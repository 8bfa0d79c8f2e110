import { clamp, coordinate, escape } from './svg.js';

export interface RingOptions {
  max: number;
  /** Big text in the middle, and the small text below it. */
  text: string;
  caption?: string;
  label: string;
}

/** A ring that fills clockwise from the top, for example hours done of hours required. */
export function ringChart(value: number, { max, text, caption = '', label }: RingOptions): string {
  const radius = 52;
  const length = 2 * Math.PI * radius;
  const share = max > 0 ? clamp(value / max, 0, 1) : 0;
  const fill =
    share > 0
      ? `<circle class="fill" cx="60" cy="60" r="${radius}" transform="rotate(-90 60 60)" ` +
        `stroke-dasharray="${coordinate(length * share)} ${coordinate(length)}"/>`
      : '';
  return (
    `<svg class="ring" viewBox="0 0 120 120" role="img" aria-label="${escape(label)}">` +
    `<circle class="track" cx="60" cy="60" r="${radius}"/>${fill}` +
    `<text class="big" x="60" y="${caption ? 62 : 68}">${escape(text)}</text><text class="small" x="60" y="80">${escape(caption)}</text></svg>`
  );
}
