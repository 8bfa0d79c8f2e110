import { CheckCode, checkCode } from './check-code.js';
import { ClassStamper, Slots } from './class-stamper.js';
import { MissingGlyphError } from './certificate-errors.js';
import { ClassInputs, PersonInputs, Picture } from './certificate-inputs.js';
import { FontShelf } from './font-shelf.js';
import { OpenPdf } from './open-pdf.js';
import { PersonLines } from './person-lines.js';
import { readSheetFolder, SheetFolder } from './sheet-folder.js';
import { SheetData, SheetPress } from './sheet-press.js';
import { SealingKey } from './sealing-key.js';
import { signPdf } from './sign-pdf.js';
import { Wording } from './wording.js';

export interface RendererOptions {
  /** The operator's own fonts (`FONT_DIR`). */
  fontFolder?: string;
  /** Fonts of the system by path; Debian's Han fonts unless told otherwise. */
  systemFonts?: string[];
  /** Folder with `completion.typ` and `wording.hbs`; the product's own unless told otherwise. */
  templates?: string;
}

export interface Sealing {
  key: SealingKey;
  /** Stands in the signature; a parameter, so that equal inputs can give equal bytes up to the signature. */
  signedAt: Date;
}

/** Everyone of one class, set quickly: what they share is set once. */
export interface SetClass {
  /**
   * One person's PDF. Lines that can't be stamped (another script, a name wider than its line) and
   * photos other than plain JPEG are set in full, so the result is right in every case and only the speed differs.
   *
   * @throws MissingGlyphError for this person only; go on with the next
   */
  stamp(person: PersonInputs, sealing?: Sealing): Promise<Buffer>;
}

/**
 * Turns the frozen inputs of a certificate into the bytes of its PDF, without a database. Equal inputs
 * under an equal {@link version} and equal fonts give equal bytes; only a signature differs.
 *
 * Opening costs some 100 ms (fonts) and memory for Typst's fonts, so keep one per process; every document
 * yields to the event loop once.
 */
export class CertificateRenderer {
  readonly #sheet: SheetFolder;
  readonly #wording: Wording;
  readonly #press: SheetPress;
  readonly fonts: FontShelf;

  /** @throws CertificateError `CERT_UNSAFE_SHEET`, `CERT_SHEET_BROKEN` */
  constructor(options: RendererOptions = {}) {
    this.#sheet = readSheetFolder(options.templates);
    this.#wording = new Wording(this.#sheet.wording);
    this.fonts = new FontShelf(options.fontFolder, options.systemFonts);
    this.#press = new SheetPress(this.#sheet, this.fonts);
  }

  /** Of sheet and wording; freeze it with the inputs. */
  get version(): string {
    return this.#sheet.version;
  }

  /** Characters that no font at hand can print; some microseconds, so ask at enrollment already. */
  missingGlyphs(text: string): string[] {
    return this.fonts.missingGlyphs(text);
  }

  /**
   * The whole sheet of one person, set by Typst.
   *
   * @throws MissingGlyphError `CERT_MISSING_GLYPH` with the characters and their code points
   * @throws CertificateError `CERT_INVALID_NAME`, `CERT_INVALID_INPUT`, `CERT_SHEET_BROKEN`
   */
  async renderFull(shared: ClassInputs, person: PersonInputs, sealing?: Sealing): Promise<Buffer> {
    const data = { ...this.#classData(shared), person: this.#personData(shared, person) };
    const bytes = await this.#press.print(data, { ...sealPicture(shared), photo: person.photo });
    return sealing ? signPdf(OpenPdf.read(bytes), sealing.key, sealing.signedAt) : bytes;
  }

  /** @throws as {@link renderFull}, for what the whole class shares */
  async setClass(shared: ClassInputs): Promise<SetClass> {
    const data = this.#classData(shared);
    const set = async (sheetData: SheetData) => {
      const { pdf, slots } = await this.#press.printWithSlots(sheetData, sealPicture(shared));
      return new ClassStamper(pdf, slots as Slots, this.fonts);
    };
    const framed = await set(data);
    let unframed: Promise<ClassStamper> | undefined;
    return {
      stamp: async (person, sealing) => {
        const { code, ...lines } = this.#personData(shared, person);
        // An empty photo keeps the frame's place free.
        const stamper = person.photo ? await (unframed ??= set({ ...data, photo: '' })) : framed;
        const pdf = stamper.stamp(lines, code, person.photo?.bytes);
        if (!pdf) return this.renderFull(shared, person, sealing);
        await yieldToOthers();
        return sealing ? signPdf(pdf, sealing.key, sealing.signedAt) : pdf.toBytes();
      },
    };
  }

  #classData(shared: ClassInputs): SheetData {
    const { seal, ...wording } = this.#wording.ofClass(shared);
    this.#refuseMissing([...Object.values(wording).flat(), ...Object.values(seal)].join(' '));
    return { wording, ...(shared.seal === 'drawn' ? { seal } : {}) };
  }

  #personData(shared: ClassInputs, person: PersonInputs): PersonLines & { code: CheckCode } {
    const wording = this.#wording.ofPerson(shared, person);
    this.#refuseMissing(Object.values(wording).join(' '));
    const weight = this.fonts.hasWeight(wording.salutation, 700) ? 700 : 400;
    return { ...wording, weight, code: checkCode(wording.address) };
  }

  #refuseMissing(text: string): void {
    const missing = this.missingGlyphs(text);
    if (missing.length > 0) throw new MissingGlyphError(text, missing);
  }
}

function sealPicture(shared: ClassInputs): { seal?: Picture } {
  return typeof shared.seal === 'object' ? { seal: shared.seal } : {};
}

function yieldToOthers(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
