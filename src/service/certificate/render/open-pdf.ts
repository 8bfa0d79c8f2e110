import { createHash } from 'node:crypto';

type Piece = Buffer | string;

/** An object as it stands in a file: its text, and its bytes when it is a stream. */
export interface PdfObject {
  text: string;
  stream?: Buffer;
}

/** More than any object's text here needs: the widths of a whole class's characters. */
const longestText = 65_536;

/**
 * A finished PDF opened at its end: objects can be read, replaced and added, then one new
 * cross-reference closes the file (ISO 32000-1, 7.5). Reads what Typst writes, that is one classic
 * cross-reference table and no object streams.
 */
export class OpenPdf {
  private constructor(
    private readonly pieces: Piece[],
    private length: number,
    private readonly offsets: number[],
    private readonly trailer: { root: number; info: string; id: string; page?: number },
  ) {}

  static read(bytes: Buffer): OpenPdf {
    const end = bytes.toString('latin1', Math.max(0, bytes.length - 1024));
    const start = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(end)?.[1] ?? NaN);
    const tail = Number.isNaN(start) ? '' : bytes.toString('latin1', start);
    const size = Number(/^xref\s+0 (\d+)/.exec(tail)?.[1] ?? NaN);
    const root = Number(/\/Root (\d+) 0 R/.exec(tail)?.[1] ?? NaN);
    if (Number.isNaN(size) || Number.isNaN(root))
      throw new Error('Not a PDF with one classic cross-reference');
    const offsets = [...tail.matchAll(/(\d{10}) \d{5} [nf]/g)].map((entry) => Number(entry[1]));
    const info = /\/Info \d+ 0 R/.exec(tail)?.[0] ?? '';
    const id = /\/ID \[\((.*?)\)/s.exec(tail)?.[1] ?? '';
    return new OpenPdf([bytes.subarray(0, start)], start, offsets.slice(0, size), { root, info, id });
  }

  /** A copy to work on; the bytes so far are shared. */
  fork(): OpenPdf {
    return new OpenPdf([...this.pieces], this.length, [...this.offsets], this.trailer);
  }

  get root(): number {
    return this.trailer.root;
  }

  /** Number of the first page's object. */
  get page(): number {
    if (this.trailer.page === undefined) {
      const pages = Number(/\/Pages (\d+) 0 R/.exec(this.dictionary(this.root))?.[1]);
      this.trailer.page = Number(/\/Kids \[\s*(\d+) 0 R/.exec(this.dictionary(pages))?.[1]);
    }
    return this.trailer.page;
  }

  /** Text of an object without a stream, as it stands now. */
  dictionary(number: number): string {
    const offset = this.offsets[number] ?? 0;
    let from = 0;
    for (const piece of this.pieces) {
      if (offset < from + piece.length) {
        const text =
          typeof piece === 'string' ? piece : piece.toString('latin1', offset - from, offset - from + 8192);
        const found = /obj\s([\s\S]*?)\sendobj/.exec(
          typeof piece === 'string' ? text.slice(offset - from) : text,
        );
        if (found?.[1] !== undefined) return found[1];
      }
      from += piece.length;
    }
    throw new Error(`Object ${number} can't be read`);
  }

  /** An object of the file as it was read, with its stream. */
  object(number: number): PdfObject {
    const [file] = this.pieces;
    const offset = this.offsets[number] ?? 0;
    if (typeof file !== 'object') throw new Error('Only a file that was read has objects with streams');
    const head = file.toString('latin1', offset, offset + longestText);
    const found = /^\d+ 0 obj\s([\s\S]*?)\s(endobj|stream\r?\n)/.exec(head);
    if (found?.[1] === undefined) throw new Error(`Object ${number} can't be read`);
    if (found[2] === 'endobj') return { text: found[1] };
    const length = Number(/\/Length (\d+)(?!\d| \d+ R)/.exec(found[1])?.[1] ?? NaN);
    if (Number.isNaN(length)) throw new Error(`Object ${number} doesn't say its length`);
    const from = offset + found[0].length;
    return { text: found[1], stream: file.subarray(from, from + length) };
  }

  /** Reserves a number for {@link put}. */
  reserve(): number {
    return this.offsets.push(0) - 1;
  }

  /** Writes an object under a reserved number, or in place of an older one; its text is Latin-1. */
  put(number: number, body: string): number {
    this.offsets[number] = this.length;
    this.#write(`${number} 0 obj\n${body}\nendobj\n`);
    return number;
  }

  add(body: string): number {
    return this.put(this.reserve(), body);
  }

  addStream(entries: string, bytes: Buffer): number {
    const number = this.reserve();
    this.offsets[number] = this.length;
    this.#write(`${number} 0 obj\n<< ${entries} /Length ${bytes.length} >>\nstream\n`);
    this.#write(bytes);
    this.#write('\nendstream\nendobj\n');
    return number;
  }

  /** Where the next object will begin. */
  get end(): number {
    return this.length;
  }

  /** Its identifier follows from the content, so equal documents stay equal. */
  toBytes(): Buffer {
    const added = Buffer.concat(this.pieces.slice(1).map(asBytes));
    const hash = createHash('sha256').update(added).digest('hex').slice(0, 32);
    const id = `/ID [(${this.trailer.id}) <${hash}>]`;
    const rows = this.offsets.map((offset, number) =>
      number === 0 ? '0000000000 65535 f \n' : `${String(offset).padStart(10, '0')} 00000 n \n`,
    );
    const tail =
      `xref\n0 ${this.offsets.length}\n${rows.join('')}trailer\n` +
      `<< /Size ${this.offsets.length} /Root ${this.trailer.root} 0 R ${this.trailer.info} ${id} >>\n` +
      `startxref\n${this.length}\n%%EOF\n`;
    return Buffer.concat([...this.pieces.slice(0, 1).map(asBytes), added, asBytes(tail)]);
  }

  #write(piece: Piece): void {
    this.pieces.push(piece);
    this.length += piece.length;
  }
}

function asBytes(piece: Piece): Buffer {
  return typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece;
}
