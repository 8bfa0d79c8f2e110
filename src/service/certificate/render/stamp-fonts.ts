import { EmbeddedFont } from './embedded-font.js';
import { SfntFont } from './sfnt-font.js';
import { LineGlyph } from './stamped-line.js';

const digitsAndCapitals = Array.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', (sign) => sign.charCodeAt(0));
const remembered = 64;

/**
 * The fonts of stamped lines. A font holds the characters of one person's lines and, beside digits, all
 * digits and capitals: so the numbers of a whole class share one ready font, and which one it is still
 * depends on the person alone (equal inputs give equal bytes).
 */
export class StampFonts {
  readonly #ready = new Map<string, EmbeddedFont>();

  forGlyphs(glyphs: LineGlyph[]): Map<SfntFont, EmbeddedFont> {
    const needed = new Map<SfntFont, Set<number>>();
    for (const { face, codePoint } of glyphs) {
      const set = needed.get(face) ?? new Set<number>();
      needed.set(face, set.add(codePoint));
    }
    const fonts = new Map<SfntFont, EmbeddedFont>();
    for (const [face, characters] of needed) {
      if (digitsAndCapitals.some((sign) => characters.has(sign))) {
        for (const sign of digitsAndCapitals) if (face.characters.glyph(sign) !== 0) characters.add(sign);
      }
      fonts.set(
        face,
        this.#font(
          face,
          [...characters].sort((one, other) => one - other),
        ),
      );
    }
    return fonts;
  }

  #font(face: SfntFont, characters: number[]): EmbeddedFont {
    const key = `${face.path} ${characters.join(' ')}`;
    const font = this.#ready.get(key) ?? new EmbeddedFont(face, characters);
    // Put behind again, so that the font in use longest ago is the one that goes.
    this.#ready.delete(key);
    this.#ready.set(key, font);
    const oldest = this.#ready.keys().next().value;
    if (this.#ready.size > remembered && oldest !== undefined) this.#ready.delete(oldest);
    return font;
  }
}
