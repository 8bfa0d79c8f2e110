/**
 * The Unicode character map (`cmap`) of a font as sorted groups: first code point, last, glyph of the
 * first. OpenType specification, formats 4 and 12.
 */
export class CharacterMap {
  private constructor(private readonly groups: Uint32Array) {}

  static read(table: Buffer): CharacterMap {
    const subtables: { rank: number; at: number }[] = [];
    for (let index = 0; index < table.readUInt16BE(2); index++) {
      const at = table.readUInt32BE(4 + index * 8 + 4);
      const format = table.readUInt16BE(at);
      // Format 12 reaches beyond the basic plane, so it wins where both are present.
      if (format === 12 || format === 4) subtables.push({ rank: format, at });
    }
    const best = subtables.sort((one, other) => other.rank - one.rank)[0];
    if (!best) throw new Error('The font has no Unicode character map');
    return new CharacterMap(
      Uint32Array.from(best.rank === 12 ? readFormat12(table, best.at) : readFormat4(table, best.at)),
    );
  }

  /** 0 (`.notdef`) when the font lacks the character. */
  glyph(codePoint: number): number {
    const groups = this.groups;
    let low = 0;
    let high = groups.length / 3 - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (codePoint < (groups[middle * 3] ?? 0)) high = middle - 1;
      else if (codePoint > (groups[middle * 3 + 1] ?? 0)) low = middle + 1;
      else return (groups[middle * 3 + 2] ?? 0) + codePoint - (groups[middle * 3] ?? 0);
    }
    return 0;
  }
}

function readFormat12(table: Buffer, at: number): number[] {
  const groups: number[] = [];
  for (let index = 0; index < table.readUInt32BE(at + 12); index++) {
    const group = at + 16 + index * 12;
    groups.push(table.readUInt32BE(group), table.readUInt32BE(group + 4), table.readUInt32BE(group + 8));
  }
  return groups;
}

function readFormat4(table: Buffer, at: number): number[] {
  const groups: number[] = [];
  const twice = table.readUInt16BE(at + 6);
  for (let index = 0; index < twice; index += 2) {
    const last = table.readUInt16BE(at + 14 + index);
    const first = table.readUInt16BE(at + 16 + twice + index);
    const delta = table.readUInt16BE(at + 16 + 2 * twice + index);
    const rangeAt = at + 16 + 3 * twice + index;
    const range = table.readUInt16BE(rangeAt);
    for (let codePoint = first; codePoint <= last && codePoint < 0xffff; codePoint++) {
      const raw = range === 0 ? codePoint : table.readUInt16BE(rangeAt + range + (codePoint - first) * 2);
      const glyph = raw === 0 && range !== 0 ? 0 : (raw + delta) & 0xffff;
      if (glyph !== 0) groups.push(codePoint, codePoint, glyph);
    }
  }
  return groups;
}
