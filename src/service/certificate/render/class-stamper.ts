import { CheckCode } from './check-code.js';
import { EmbeddedFont } from './embedded-font.js';
import { FontShelf } from './font-shelf.js';
import { OpenPdf } from './open-pdf.js';
import { SfntFont } from './sfnt-font.js';
import { StampFonts } from './stamp-fonts.js';
import { lineGlyphs, LineGlyph, LineSlot } from './stamped-line.js';
import { PersonLines } from './person-lines.js';

/** The sheet's own list of the places that differ, in points from the top left. */
export interface Slots {
  salutation: LineSlot;
  number: LineSlot;
  address: LineSlot;
  code: { x: number; y: number; size: number; ink: string };
}

const pageHeight = (210 / 25.4) * 72;

/**
 * Adds name, number and check code to a sheet that Typst has set once for the class. Each document gets
 * a font with its own few characters, so nothing of one person is in another's file.
 */
export class ClassStamper {
  readonly #sheet: OpenPdf;
  readonly #page: string;
  readonly #content: string;
  readonly #ready = new StampFonts();

  constructor(
    sheet: Buffer,
    private readonly slots: Slots,
    private readonly fonts: FontShelf,
  ) {
    this.#sheet = OpenPdf.read(sheet);
    const saved = this.#sheet.addStream('', Buffer.from('q'));
    const restored = this.#sheet.addStream('', Buffer.from('Q'));
    this.#page = this.#sheet.dictionary(this.#sheet.page);
    const content = /\/Contents (\d+ 0 R)/.exec(this.#page)?.[1];
    if (content === undefined || !this.#page.includes('/Font <<'))
      throw new Error('The sheet has no text to stamp beside');
    this.#content = `${saved} 0 R ${content} ${restored} 0 R`;
  }

  /** The person's document, still open for a signature; undefined when a line needs Typst itself. */
  stamp(person: PersonLines, code: CheckCode): OpenPdf | undefined {
    const lines: [LineSlot, LineGlyph[]][] = [];
    for (const key of ['salutation', 'number', 'address'] as const) {
      const slot = key === 'salutation' ? { ...this.slots[key], weight: person.weight } : this.slots[key];
      const glyphs = lineGlyphs(person[key], slot, this.fonts);
      if (!glyphs) return undefined;
      lines.push([slot, glyphs]);
    }
    const fonts = this.#ready.forGlyphs(lines.flatMap(([, glyphs]) => glyphs));
    const pdf = this.#sheet.fork();
    const names = new Map([...fonts.keys()].map((face, index) => [face, `stamp${index}`]));
    const drawn = lines.map(([slot, glyphs]) => drawLine(slot, glyphs, fonts, names));
    drawn.push(drawCode(this.slots.code, code));
    const content = pdf.addStream('', Buffer.from(drawn.join('\n'), 'latin1'));
    const named = [...fonts].map(([face, font]) => `/${names.get(face) ?? ''} ${font.write(pdf)} 0 R`);
    pdf.put(
      pdf.page,
      this.#page
        .replace(/\/Contents \d+ 0 R/, `/Contents [${this.#content} ${content} 0 R]`)
        .replace(/\/Font <</, `/Font << ${named.join(' ')}`),
    );
    return pdf;
  }
}

function drawLine(
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
function drawCode(slot: Slots['code'], code: CheckCode): string {
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
