import { CheckCode } from './check-code.js';
import { FontShelf } from './font-shelf.js';
import { addJpeg, drawPhoto, PhotoSlot, readJpeg } from './jpeg-photo.js';
import { OpenPdf } from './open-pdf.js';
import { CodeSlot, drawCode, drawLine } from './stamp-drawing.js';
import { StampFonts } from './stamp-fonts.js';
import { lineGlyphs, LineGlyph, LineSlot } from './stamped-line.js';
import { PersonLines } from './person-lines.js';

/** The sheet's own list of the places that differ, in points from the top left. */
export interface Slots {
  salutation: LineSlot;
  number: LineSlot;
  address: LineSlot;
  code: CodeSlot;
  photo: PhotoSlot;
}

/**
 * Adds name, number, check code and photo to a sheet that Typst has set once for the class. Each document gets
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

  /**
   * The person's document, still open for a signature; undefined when a line or the photo needs Typst
   * itself.
   */
  stamp(person: PersonLines, code: CheckCode, photo?: Buffer): OpenPdf | undefined {
    const jpeg = photo && readJpeg(photo);
    if (photo && !jpeg) return undefined;
    const lines: [LineSlot, LineGlyph[]][] = [];
    for (const key of ['salutation', 'number', 'address'] as const) {
      const slot = key === 'salutation' ? { ...this.slots[key], weight: person.weight } : this.slots[key];
      const glyphs = lineGlyphs(person[key], slot, this.fonts);
      if (!glyphs) return undefined;
      lines.push([slot, glyphs]);
    }
    const fonts = this.#ready.forGlyphs(lines.flatMap(([, glyphs]) => glyphs));
    const names = new Map([...fonts.keys()].map((face, index) => [face, `stamp${index}`]));
    const drawn = lines.map(([slot, glyphs]) => drawLine(slot, glyphs, fonts, names));
    drawn.push(drawCode(this.slots.code, code));
    if (jpeg) drawn.push(drawPhoto(this.slots.photo, jpeg));

    const pdf = this.#sheet.fork();
    const content = pdf.addStream('', Buffer.from(drawn.join('\n'), 'latin1'));
    const named = [...fonts].map(([face, font]) => `/${names.get(face) ?? ''} ${font.write(pdf)} 0 R`);
    let page = this.#page
      .replace(/\/Contents \d+ 0 R/, `/Contents [${this.#content} ${content} 0 R]`)
      .replace(/\/Font <</, `/Font << ${named.join(' ')}`);
    if (photo && jpeg) page = withPicture(page, addJpeg(pdf, photo, jpeg));
    pdf.put(pdf.page, page);
    return pdf;
  }
}

function withPicture(page: string, picture: number): string {
  const entry = `/photo ${picture} 0 R`;
  return page.includes('/XObject <<')
    ? page.replace('/XObject <<', `/XObject << ${entry}`)
    : page.replace('/Font <<', `/XObject << ${entry} >> /Font <<`);
}
