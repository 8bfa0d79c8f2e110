import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { subsetFont } from './font-subset.js';
import { OpenPdf } from './open-pdf.js';
import { SfntFont } from './sfnt-font.js';

// Most of deflate's time on a few kilobytes is clearing its default window.
const smallFile = { level: 6, windowBits: 12, memLevel: 5 };

/**
 * Some characters of one face, made ready to be written into any number of documents. Character code,
 * glyph of the subset and entry of the text map are the same number, so copied text is right even where
 * two characters share a glyph.
 */
export class EmbeddedFont {
  readonly #codes = new Map<number, string>();
  readonly #name: string;
  readonly #program: Buffer;
  readonly #programLength: number;
  readonly #widths: string;
  readonly #textMap: Buffer;

  /** @param codePoints all of which the face has, each once */
  constructor(
    private readonly face: SfntFont,
    codePoints: number[],
  ) {
    codePoints.forEach((codePoint, index) => this.#codes.set(codePoint, hexadecimal(index + 1)));
    const glyphs = codePoints.map((codePoint) => face.characters.glyph(codePoint));
    const program = subsetFont(face, glyphs);
    this.#name = `${subsetTag(program)}+${face.postScriptName}`;
    this.#programLength = program.length;
    this.#program = deflateSync(program, smallFile);
    const scale = 1000 / face.unitsPerEm;
    this.#widths = glyphs.map((glyph) => Number((face.advance(glyph) * scale).toFixed(3))).join(' ');
    this.#textMap = Buffer.from(textMap(this.#codes), 'latin1');
  }

  /** The two-byte code of a character, in hexadecimal. */
  code(codePoint: number): string {
    return this.#codes.get(codePoint) ?? '0000';
  }

  /** Writes the font's five objects; returns the number to refer to. */
  write(pdf: OpenPdf): number {
    const { face } = this;
    const scale = 1000 / face.unitsPerEm;
    const name = this.#name;
    const file = pdf.addStream(`/Filter /FlateDecode /Length1 ${this.#programLength}`, this.#program);
    const descriptor = pdf.add(
      `<< /Type /FontDescriptor /FontName /${name} /Flags 4 /FontBBox [-200 -400 1200 1200] /ItalicAngle 0 ` +
        `/Ascent ${Math.round(face.ascent * scale)} /Descent ${Math.round(face.descent * scale)} /CapHeight 729 ` +
        `/StemV ${face.weight >= 600 ? 169 : 95} /FontFile2 ${file} 0 R >>`,
    );
    const descendant = pdf.add(
      `<< /Type /Font /Subtype /CIDFontType2 /BaseFont /${name} ` +
        `/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> ` +
        `/FontDescriptor ${descriptor} 0 R /DW 1000 /CIDToGIDMap /Identity /W [1 [${this.#widths}]] >>`,
    );
    const text = pdf.addStream('', this.#textMap);
    return pdf.add(
      `<< /Type /Font /Subtype /Type0 /BaseFont /${name} /Encoding /Identity-H ` +
        `/DescendantFonts [${descendant} 0 R] /ToUnicode ${text} 0 R >>`,
    );
  }
}

function textMap(codes: Map<number, string>): string {
  const rows = [...codes].map(([codePoint, code]) => `<${code}> <${utf16(codePoint)}>`);
  const blocks: string[] = [];
  // A block holds at most 100 rows by the CMap specification.
  for (let from = 0; from < rows.length; from += 100) {
    const block = rows.slice(from, from + 100);
    blocks.push(`${block.length} beginbfchar\n${block.join('\n')}\nendbfchar\n`);
  }
  return (
    '/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n' +
    '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n' +
    '/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n' +
    `${blocks.join('')}endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend`
  );
}

function utf16(codePoint: number): string {
  const text = String.fromCodePoint(codePoint);
  return Array.from({ length: text.length }, (_, at) => hexadecimal(text.charCodeAt(at))).join('');
}

function hexadecimal(number: number): string {
  return number.toString(16).padStart(4, '0');
}

/** Six capitals that follow from the subset's content (ISO 32000-1, 9.6.4). */
function subsetTag(program: Buffer): string {
  const digest = createHash('sha256').update(program).digest();
  return [...digest.subarray(0, 6)].map((byte) => String.fromCharCode(65 + (byte % 26))).join('');
}
