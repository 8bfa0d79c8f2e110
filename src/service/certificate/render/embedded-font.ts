import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { subsetFont } from './font-subset.js';
import { OpenPdf } from './open-pdf.js';
import { SfntFont } from './sfnt-font.js';

/**
 * The characters of one face that a document needs, numbered as they come: character code, glyph of the
 * subset and entry of the text map are the same number, so copied text is right even where two
 * characters share a glyph.
 */
export class EmbeddedFont {
  readonly #numbers = new Map<number, number>();
  readonly #glyphs: number[] = [];

  constructor(private readonly face: SfntFont) {}

  /** The two-byte code of a character, in hexadecimal. */
  code(codePoint: number, glyph: number): string {
    let number = this.#numbers.get(codePoint);
    if (number === undefined) {
      number = this.#glyphs.push(glyph);
      this.#numbers.set(codePoint, number);
    }
    return number.toString(16).padStart(4, '0');
  }

  /** Writes the font's five objects; returns the number to refer to. */
  write(pdf: OpenPdf): number {
    const { face } = this;
    const scale = 1000 / face.unitsPerEm;
    const program = subsetFont(face, this.#glyphs);
    const name = `${subsetTag(program)}+${face.postScriptName}`;
    const file = pdf.addStream(
      `/Filter /FlateDecode /Length1 ${program.length}`,
      deflateSync(program, { level: 4 }),
    );
    const descriptor = pdf.add(
      `<< /Type /FontDescriptor /FontName /${name} /Flags 4 /FontBBox [-200 -400 1200 1200] /ItalicAngle 0 ` +
        `/Ascent ${Math.round(face.ascent * scale)} /Descent ${Math.round(face.descent * scale)} /CapHeight 729 ` +
        `/StemV ${face.weight >= 600 ? 169 : 95} /FontFile2 ${file} 0 R >>`,
    );
    const widths = this.#glyphs.map((glyph) => Number((face.advance(glyph) * scale).toFixed(3))).join(' ');
    const descendant = pdf.add(
      `<< /Type /Font /Subtype /CIDFontType2 /BaseFont /${name} ` +
        `/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> ` +
        `/FontDescriptor ${descriptor} 0 R /DW 1000 /CIDToGIDMap /Identity /W [1 [${widths}]] >>`,
    );
    const text = pdf.addStream('', Buffer.from(this.#textMap(), 'latin1'));
    return pdf.add(
      `<< /Type /Font /Subtype /Type0 /BaseFont /${name} /Encoding /Identity-H ` +
        `/DescendantFonts [${descendant} 0 R] /ToUnicode ${text} 0 R >>`,
    );
  }

  #textMap(): string {
    const rows = [...this.#numbers].map(
      ([codePoint, number]) => `<${number.toString(16).padStart(4, '0')}> <${utf16(codePoint)}>`,
    );
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
}

function utf16(codePoint: number): string {
  return Buffer.from(String.fromCodePoint(codePoint), 'utf16le').swap16().toString('hex');
}

/** Six capitals that follow from the subset's content (ISO 32000-1, 9.6.4). */
function subsetTag(program: Buffer): string {
  const digest = createHash('sha256').update(program).digest();
  return [...digest.subarray(0, 6)].map((byte) => String.fromCharCode(65 + (byte % 26))).join('');
}
