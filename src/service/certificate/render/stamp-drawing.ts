import { CheckCode } from './check-code.js';
import { EmbeddedFont } from './embedded-font.js';
import { SfntFont } from './sfnt-font.js';
import { LineGlyph, LineSlot } from './stamped-line.js';

/** Place of the check code: top left and side in points. */
export interface CodeSlot {
  x: number;
  y: number;
  size: number;
  ink: string;
}

/** In points; the sheet counts down from the top, a PDF up from the bottom. */
export const pageHeight = (210 / 25.4) * 72;

/** One line at its baseline, `names` being the fonts' names on the page. */
export function drawLine(
  slot: LineSlot,
  glyphs: LineGlyph[],
  fonts: Map<SfntFont, EmbeddedFont>,
  names: Map<SfntFont, string>,
): string {
  const operators = [`BT ${colour(slot.ink)} rg 1 0 0 1 ${point(slot.x)} ${point(pageHeight - slot.y)} Tm`];
  let current: SfntFont | undefined;
  for (let at = 0; at < glyphs.length;) {
    const face = glyphs[at]?.face;
    if (!face) break;
    if (face !== current) operators.push(`/${names.get(face) ?? ''} ${slot.size} Tf`);
    current = face;
    let codes = '';
    for (; glyphs[at]?.face === face; at++) codes += fonts.get(face)?.code(glyphs[at]?.codePoint ?? 0) ?? '';
    operators.push(`<${codes}> Tj`);
  }
  return `${operators.join('\n')}\nET`;
}

/** Counts in modules from the code's top left, so the runs stay short whole numbers. */
export function drawCode(slot: CodeSlot, code: CheckCode): string {
  const side = slot.size / code.modules;
  const place = `${side.toFixed(5)} 0 0 ${(-side).toFixed(5)} ${point(slot.x)} ${point(pageHeight - slot.y)} cm`;
  const runs = code.runs.map(([row, column, length]) => `${column} ${row} ${length} 1 re`);
  return `q ${colour(slot.ink)} rg ${place}\n${runs.join('\n')}\nf Q`;
}

function colour(hex: string): string {
  return [1, 3, 5].map((at) => (parseInt(hex.slice(at, at + 2), 16) / 255).toFixed(4)).join(' ');
}

function point(value: number): string {
  return value.toFixed(3);
}
