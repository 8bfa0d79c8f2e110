import Handlebars from 'handlebars';

/** Text for an SVG or HTML text node or quoted attribute. */
export function escape(text: unknown): string {
  return Handlebars.escapeExpression(String(text));
}

/** Coordinates with two decimals at most: half a hundredth of a pixel isn't worth its bytes. */
export function coordinate(value: number): string {
  return String(Math.round(value * 100) / 100);
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
