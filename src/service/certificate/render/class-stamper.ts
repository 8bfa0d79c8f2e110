import { CheckCode } from './check-code.js';
import { EmbeddedFont } from './embedded-font.js';
import { FontShelf } from './font-shelf.js';
import { OpenPdf } from './open-pdf.js';
import { SfntFont } from './sfnt-font.js';
import { lineGlyphs, LineGlyph, LineSlot } from './stamped-line.js';
import { PersonWording } from './wording.js';

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
  stamp(person: PersonWording, code: CheckCode): OpenPdf | undefined {
    const lines: [LineSlot, LineGlyph[]][] = [];
    for (const key of ['salutation', 'number', 'address'] as const) {
      const glyphs = lineGlyphs(person[key], this.slots[key], this.fonts);
      if (!glyphs) return undefined;
      lines.push([this.slots[key], glyphs]);
    }
    const pdf = this.#sheet.fork();
    const fonts = new Map<SfntFont, { name: string; font: EmbeddedFont }>();
    const drawn = lines.map(([slot, glyphs]) => drawLine(slot, glyphs, fonts));
    drawn.push(drawCode(this.slots.code, code));
    const content = pdf.addStream('', Buffer.from(drawn.join('\n'), 'latin1'));
    const named = [...fonts.values()].map(({ name, font }) => `/${name} ${font.write(pdf)} 0 R`);
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
  fonts: Map<SfntFont, { name: string; font: EmbeddedFont }>,
): string {
  const operators = [`BT ${colour(slot.ink)} rg 1 0 0 1 ${point(slot.x)} ${point(pageHeight - slot.y)} Tm`];
  let current: SfntFont | undefined;
  let codes = '';
  const flush = () => {
    if (codes !== '') operators.push(`<${codes}> Tj`);
    codes = '';
  };
  for (const { face, glyph, codePoint } of glyphs) {
    let used = fonts.get(face);
    if (!used) {
      used = { name: `stamp${fonts.size}`, font: new EmbeddedFont(face) };
      fonts.set(face, used);
    }
    if (face !== current) {
      flush();
      operators.push(`/${used.name} ${slot.size} Tf`);
      current = face;
    }
    codes += used.font.code(codePoint, glyph);
  }
  flush();
  return `${operators.join('\n')}\nET`;
}

function drawCode(slot: Slots['code'], code: CheckCode): string {
  const side = slot.size / code.modules;
  const top = pageHeight - slot.y;
  const runs = code.runs.map(
    ([row, column, length]) =>
      `${point(slot.x + column * side)} ${point(top - (row + 1) * side)} ${point(length * side)} ${point(side)} re`,
  );
  return `${colour(slot.ink)} rg\n${runs.join('\n')}\nf`;
}

function colour(hex: string): string {
  return [1, 3, 5].map((at) => (parseInt(hex.slice(at, at + 2), 16) / 255).toFixed(4)).join(' ');
}

function point(value: number): string {
  return value.toFixed(3);
}
