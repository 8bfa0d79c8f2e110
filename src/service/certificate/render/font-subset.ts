import { SfntFont } from './sfnt-font.js';

/**
 * A TrueType font that holds only these glyphs, numbered 1, 2, ... in the order given (0 is `.notdef`);
 * parts of composite glyphs follow behind. Hinting programs are kept, since outlines may call them.
 */
export function subsetFont(font: SfntFont, glyphs: number[]): Buffer {
  const kept = [0, ...glyphs];
  const partNumber = new Map<number, number>();
  const outlines: Buffer[] = [];
  // Parts are put behind while the loop runs, and get their turn.
  for (const glyph of kept) {
    const outline = Buffer.from(font.outline(glyph));
    for (const at of componentPositions(outline)) {
      const part = outline.readUInt16BE(at);
      let number = partNumber.get(part);
      if (number === undefined) {
        number = kept.push(part) - 1;
        partNumber.set(part, number);
      }
      outline.writeUInt16BE(number, at);
    }
    outlines.push(padded(outline));
  }

  const locations = Buffer.alloc((kept.length + 1) * 4);
  let end = 0;
  outlines.forEach((outline, index) => {
    end += outline.length;
    locations.writeUInt32BE(end, (index + 1) * 4);
  });

  const head = Buffer.from(font.table('head'));
  head.writeUInt32BE(0, 8);
  head.writeInt16BE(1, 50);
  const horizontal = Buffer.from(font.table('hhea'));
  horizontal.writeUInt16BE(kept.length, 34);
  const profile = Buffer.from(font.table('maxp'));
  profile.writeUInt16BE(kept.length, 4);

  const tables: [string, Buffer][] = [];
  for (const tag of ['cvt ', 'fpgm']) if (font.has(tag)) tables.push([tag, font.table(tag)]);
  tables.push(['glyf', Buffer.concat(outlines)], ['head', head], ['hhea', horizontal]);
  tables.push(['hmtx', Buffer.concat(kept.map((glyph) => font.metrics(glyph)))]);
  tables.push(['loca', locations], ['maxp', profile]);
  if (font.has('prep')) tables.push(['prep', font.table('prep')]);
  return assemble(tables);
}

/** Byte positions of the glyph numbers inside a composite outline; none for a simple or blank one. */
function componentPositions(outline: Buffer): number[] {
  const positions: number[] = [];
  if (outline.length === 0 || outline.readInt16BE(0) >= 0) return positions;
  let at = 10;
  for (let more = true; more;) {
    const flags = outline.readUInt16BE(at);
    positions.push(at + 2);
    at += 4 + (flags & 0x0001 ? 4 : 2);
    if (flags & 0x0008) at += 2;
    else if (flags & 0x0040) at += 4;
    else if (flags & 0x0080) at += 8;
    more = (flags & 0x0020) !== 0;
  }
  return positions;
}

function assemble(tables: [string, Buffer][]): Buffer {
  const power = 2 ** Math.floor(Math.log2(tables.length));
  const header = Buffer.alloc(12 + tables.length * 16);
  header.writeUInt32BE(0x00010000, 0);
  header.writeUInt16BE(tables.length, 4);
  header.writeUInt16BE(power * 16, 6);
  header.writeUInt16BE(Math.log2(power), 8);
  header.writeUInt16BE((tables.length - power) * 16, 10);
  let offset = header.length;
  const bodies = tables.map(([tag, body], index) => {
    const entry = 12 + index * 16;
    const bytes = padded(body);
    header.write(tag, entry, 'latin1');
    header.writeUInt32BE(checksum(bytes), entry + 4);
    header.writeUInt32BE(offset, entry + 8);
    header.writeUInt32BE(body.length, entry + 12);
    offset += bytes.length;
    return bytes;
  });
  return Buffer.concat([header, ...bodies]);
}

function padded(bytes: Buffer): Buffer {
  const rest = bytes.length % 4;
  return rest === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(4 - rest)]);
}

function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 4) sum = (sum + bytes.readUInt32BE(at)) >>> 0;
  return sum;
}
