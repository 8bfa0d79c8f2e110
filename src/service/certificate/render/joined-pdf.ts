import { createHash } from 'node:crypto';
import { OpenPdf } from './open-pdf.js';

const head = Buffer.from('%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n', 'latin1');
const pageTree = 1;
const catalog = 2;
/** What belongs to a file rather than to its page: its place among the pages, its signature's field. */
const ofTheFile = /\/(?:Parent|StructParents) \d+(?: 0 R)?|\/Annots \[[^\]]*\]/g;

/**
 * The bytes of one document with the first page of each given one, in their order. Pages look exactly as issued, since
 * their objects are copied; what several have in common, as a class has its fonts and frame, is kept once. Signatures
 * stay behind: they vouch for the single files.
 */
export async function* joinedPdf(documents: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const joined = new JoinedPdf();
  yield head;
  for await (const bytes of documents) yield joined.page(OpenPdf.read(bytes));
  yield joined.end();
}

class JoinedPdf {
  private length = head.length;
  /** By object number; the page tree and the catalogue are written last. */
  private readonly offsets = [0, 0, 0];
  private readonly known = new Map<string, number>();
  private readonly pages: number[] = [];

  page(pdf: OpenPdf): Buffer {
    const pieces: Buffer[] = [];
    const copied = new Map<number, number>();
    const copy = (number: number): number => {
      const present = copied.get(number);
      if (present !== undefined) return present;
      const { text, stream } = pdf.object(number);
      const own = number === pdf.page ? text.replace(ofTheFile, '') : text;
      const referring = own.replace(/\b(\d+) 0 R\b/g, (_, target: string) => `${copy(Number(target))} 0 R`);
      const body =
        number === pdf.page
          ? Buffer.from(referring.replace(/>>\s*$/, `/Parent ${pageTree} 0 R >>`), 'latin1')
          : bodyOf(referring, stream);
      const made = this.keep(body, pieces);
      copied.set(number, made);
      return made;
    };
    this.pages.push(copy(pdf.page));
    return Buffer.concat(pieces);
  }

  end(): Buffer {
    const pieces: Buffer[] = [];
    const kids = this.pages.map((page) => `${page} 0 R`).join(' ');
    this.write(
      pageTree,
      Buffer.from(`<< /Type /Pages /Count ${this.pages.length} /Kids [${kids}] >>`),
      pieces,
    );
    this.write(
      catalog,
      Buffer.from(
        `<< /Type /Catalog /Pages ${pageTree} 0 R /Lang (zh-CN) /ViewerPreferences << /PrintScaling /None >> >>`,
      ),
      pieces,
    );
    const rows = this.offsets.map((offset, number) =>
      number === 0 ? '0000000000 65535 f \n' : `${String(offset).padStart(10, '0')} 00000 n \n`,
    );
    const tail =
      `xref\n0 ${rows.length}\n${rows.join('')}trailer\n<< /Size ${rows.length} /Root ${catalog} 0 R >>\n` +
      `startxref\n${this.length}\n%%EOF\n`;
    return Buffer.concat([...pieces, Buffer.from(tail, 'latin1')]);
  }

  /** The number of an equal object that is there already, else a new one. */
  private keep(body: Buffer, pieces: Buffer[]): number {
    const hash = createHash('sha256').update(body).digest('base64');
    const present = this.known.get(hash);
    if (present !== undefined) return present;
    const number = this.offsets.length;
    this.known.set(hash, number);
    this.write(number, body, pieces);
    return number;
  }

  private write(number: number, body: Buffer, pieces: Buffer[]): void {
    this.offsets[number] = this.length;
    const object = Buffer.concat([Buffer.from(`${number} 0 obj\n`), body, Buffer.from('\nendobj\n')]);
    pieces.push(object);
    this.length += object.length;
  }
}

function bodyOf(text: string, stream: Buffer | undefined): Buffer {
  if (!stream) return Buffer.from(text, 'latin1');
  return Buffer.concat([
    Buffer.from(`${text}\nstream\n`, 'latin1'),
    stream,
    Buffer.from('\nendstream', 'latin1'),
  ]);
}
