import { closeSync, openSync, readSync } from 'node:fs';
import { CharacterMap } from './character-map.js';

interface Table {
  offset: number;
  length: number;
}

/** Some 5 MB: the characters of a province's names. */
const rememberedOutlines = 16_000;

/**
 * One face of a TrueType or OpenType file, read by the piece: the big Han fonts weigh up to 50 MB and a
 * class needs some hundred outlines of them.
 */
export class SfntFont {
  readonly family: string;
  readonly postScriptName: string;
  readonly weight: number;
  readonly unitsPerEm: number;
  readonly characters: CharacterMap;
  readonly ascent: number;
  readonly descent: number;
  /** Has quadratic outlines (`glyf`), the only kind that the class stamper embeds. */
  readonly hasOutlines: boolean;
  readonly #tables: Map<string, Table>;
  readonly #metrics: Buffer;
  readonly #metricCount: number;
  readonly #locations: Buffer;
  readonly #longLocations: boolean;
  readonly #small = new Map<string, Buffer>();
  readonly #outlines = new Map<number, Buffer>();

  private constructor(
    private readonly file: number,
    readonly path: string,
  ) {
    this.#tables = this.#readDirectory();
    const head = this.table('head');
    const names = readNames(this.table('name'));
    const horizontal = this.table('hhea');
    this.family = names.get(16) ?? names.get(1) ?? '';
    this.postScriptName = (names.get(6) ?? this.family).replace(/[^!-~]|[[\](){}<>/%]/g, '');
    this.unitsPerEm = head.readUInt16BE(18);
    this.weight = this.#tables.has('OS/2') ? this.table('OS/2').readUInt16BE(4) : 400;
    this.characters = CharacterMap.read(this.table('cmap'));
    this.ascent = horizontal.readInt16BE(4);
    this.descent = horizontal.readInt16BE(6);
    this.#metrics = this.table('hmtx');
    this.#metricCount = horizontal.readUInt16BE(34);
    this.hasOutlines = this.#tables.has('glyf');
    this.#longLocations = head.readInt16BE(50) === 1;
    this.#locations = this.hasOutlines ? this.table('loca') : Buffer.alloc(0);
  }

  /** @throws Error when the file isn't a single TrueType or OpenType face */
  static open(path: string): SfntFont {
    const file = openSync(path, 'r');
    try {
      return new SfntFont(file, path);
    } catch (error) {
      closeSync(file);
      throw error;
    }
  }

  close(): void {
    closeSync(this.file);
  }

  /** In font units. */
  advance(glyph: number): number {
    return this.#metrics.readUInt16BE(Math.min(glyph, this.#metricCount - 1) * 4);
  }

  /** Advance and left side bearing, four bytes as in `hmtx`. */
  metrics(glyph: number): Buffer {
    const metrics = Buffer.alloc(4);
    metrics.writeUInt16BE(this.advance(glyph), 0);
    const bearing =
      glyph < this.#metricCount ? glyph * 4 + 2 : this.#metricCount * 4 + (glyph - this.#metricCount) * 2;
    if (bearing + 2 <= this.#metrics.length) this.#metrics.copy(metrics, 2, bearing, bearing + 2);
    return metrics;
  }

  /** The glyph's entry in `glyf`; empty for a blank one. */
  outline(glyph: number): Buffer {
    let outline = this.#outlines.get(glyph);
    if (!outline) {
      if (this.#outlines.size >= rememberedOutlines) this.#outlines.clear();
      outline = this.#readOutline(glyph);
      this.#outlines.set(glyph, outline);
    }
    return outline;
  }

  #readOutline(glyph: number): Buffer {
    const [from, to] = this.#longLocations
      ? [this.#locations.readUInt32BE(glyph * 4), this.#locations.readUInt32BE(glyph * 4 + 4)]
      : [this.#locations.readUInt16BE(glyph * 2) * 2, this.#locations.readUInt16BE(glyph * 2 + 2) * 2];
    return this.#read((this.#tables.get('glyf')?.offset ?? 0) + from, to - from);
  }

  /** A table's bytes; small ones, which every subset needs again, are kept: don't write into them. */
  table(tag: string): Buffer {
    const kept = this.#small.get(tag);
    if (kept) return kept;
    const table = this.#tables.get(tag);
    if (!table) throw new Error(`${this.path} has no ${tag} table`);
    const bytes = this.#read(table.offset, table.length);
    if (table.length <= 4096) this.#small.set(tag, bytes);
    return bytes;
  }

  has(tag: string): boolean {
    return this.#tables.has(tag);
  }

  #readDirectory(): Map<string, Table> {
    const header = this.#read(0, 12);
    const kind = header.toString('latin1', 0, 4);
    if (kind !== '\0\u0001\0\0' && kind !== 'OTTO' && kind !== 'true') {
      throw new Error(`${this.path} is not a TrueType or OpenType font`);
    }
    const directory = this.#read(12, header.readUInt16BE(4) * 16);
    const tables = new Map<string, Table>();
    for (let at = 0; at < directory.length; at += 16) {
      tables.set(directory.toString('latin1', at, at + 4), {
        offset: directory.readUInt32BE(at + 8),
        length: directory.readUInt32BE(at + 12),
      });
    }
    return tables;
  }

  #read(offset: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    if (readSync(this.file, bytes, 0, length, offset) !== length) throw new Error(`${this.path} is cut off`);
    return bytes;
  }
}

/** Windows Unicode names, English ones first: Typst knows families by these. */
function readNames(table: Buffer): Map<number, string> {
  const names = new Map<number, string>();
  const texts = table.readUInt16BE(4);
  for (let entry = 6; entry < 6 + table.readUInt16BE(2) * 12; entry += 12) {
    if (table.readUInt16BE(entry) !== 3) continue;
    const id = table.readUInt16BE(entry + 6);
    if (names.has(id) && table.readUInt16BE(entry + 4) !== 0x409) continue;
    const from = texts + table.readUInt16BE(entry + 10);
    const bytes = Buffer.from(table.subarray(from, from + table.readUInt16BE(entry + 8)));
    names.set(id, bytes.swap16().toString('utf16le'));
  }
  return names;
}
