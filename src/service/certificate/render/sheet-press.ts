import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { CertificateError } from './certificate-errors.js';
import { Picture } from './certificate-inputs.js';
import { FontShelf } from './font-shelf.js';
import { SheetFolder } from './sheet-folder.js';

/** What the sheet reads from `sys.inputs.certificate`. */
export type SheetData = Record<string, unknown>;

const output = { pdfStandard: '1.7', pdfTags: false };
const documentsPerEviction = 10;

/** Typst, holding the templates and the fonts and nothing else. */
export class SheetPress {
  readonly #compiler: NodeCompiler;
  #printed = 0;

  constructor(
    private readonly sheet: SheetFolder,
    private readonly fonts: FontShelf,
  ) {
    const fontPaths = [...new Set(fonts.files.map((file) => dirname(file)))];
    this.#compiler = NodeCompiler.create({ workspace: sheet.path, fontArgs: [{ fontPaths }] });
  }

  /**
   * The same data gives the same bytes: the sheet carries no date of its own.
   *
   * @param pictures by the key under which the sheet finds their path
   * @throws CertificateError `CERT_SHEET_BROKEN` with Typst's own words
   */
  async print(data: SheetData, pictures: Record<string, Picture | undefined> = {}): Promise<Buffer> {
    return this.#compile(data, pictures, (document) => this.#compiler.pdf(document, output));
  }

  /** Beside the document, the value of the sheet's `<slots>`: where the class stamper sets what differs. */
  async printWithSlots(
    data: SheetData,
    pictures: Record<string, Picture | undefined> = {},
  ): Promise<{ pdf: Buffer; slots: unknown }> {
    return this.#compile(data, pictures, (document) => {
      const found: unknown = this.#compiler.query(document, { selector: '<slots>', field: 'value' });
      return {
        pdf: this.#compiler.pdf(document, output),
        slots: Array.isArray(found) ? (found[0] as unknown) : undefined,
      };
    });
  }

  async #compile<T>(
    data: SheetData,
    pictures: Record<string, Picture | undefined>,
    use: (document: NonNullable<ReturnType<NodeCompiler['compile']>['result']>) => T,
  ): Promise<T> {
    const mapped: string[] = [];
    const paths: Record<string, string> = {};
    for (const [key, picture] of Object.entries(pictures)) {
      if (!picture) continue;
      const name = `${createHash('sha256').update(picture.bytes).digest('hex')}.${picture.type}`;
      this.#compiler.mapShadow(join(this.sheet.path, name), picture.bytes);
      mapped.push(join(this.sheet.path, name));
      paths[key] = name;
    }
    try {
      const certificate = JSON.stringify({ ...data, ...paths, fonts: this.fonts.families });
      const outcome = this.#compiler.compile({ mainFilePath: this.sheet.main, inputs: { certificate } });
      if (!outcome.result) {
        const error = outcome.takeError();
        throw new CertificateError(
          'CERT_SHEET_BROKEN',
          JSON.stringify(error?.shortDiagnostics ?? 'no document'),
        );
      }
      return use(outcome.result);
    } finally {
      for (const path of mapped) this.#compiler.unmapShadow(path);
      if (++this.#printed % documentsPerEviction === 0) this.#compiler.evictCache(2);
      // Typst frees a document only when the event loop turns: without this, memory passes 1 GB.
      await setImmediate();
    }
  }
}
