import { FontShelf } from './font-shelf.js';
import { SfntFont } from './sfnt-font.js';

/** Place of one line on the sheet: left end and baseline in points from the top left. */
export interface LineSlot {
  x: number;
  y: number;
  size: number;
  weight: number;
  width: number;
  ink: string;
}

export interface LineGlyph {
  face: SfntFont;
  glyph: number;
  codePoint: number;
}

// Signs whose setting is a plain row of advances; everything else (scripts that need shaping, marks) is
// Typst's business.
const plain = /^[\p{Script=Han}A-Za-z0-9 ·：〔〕()（）\-_.:/?=&%~+]+$/u;
// Typst pulls neighbouring full-width punctuation together and trims an opening one at the line's start.
const squeezed = /[：〔〕（）·]{2}|^[〔（]/u;

/**
 * The glyphs of a line that may be set by adding up advances, as Typst would set it with kerning and
 * ligatures off; undefined when the line needs Typst itself: another script, an outline format that
 * can't be embedded here, or more than the slot's width.
 */
export function lineGlyphs(text: string, slot: LineSlot, fonts: FontShelf): LineGlyph[] | undefined {
  if (!plain.test(text) || squeezed.test(text)) return undefined;
  const glyphs: LineGlyph[] = [];
  let width = 0;
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    const placed = fonts.place(codePoint, slot.weight);
    if (!placed?.face.hasOutlines) return undefined;
    glyphs.push({ ...placed, codePoint });
    width += (placed.face.advance(placed.glyph) / placed.face.unitsPerEm) * slot.size;
  }
  return width <= slot.width ? glyphs : undefined;
}
