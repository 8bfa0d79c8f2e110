/**
 * Characters that GBK and the first GB 18030 kept in Unicode's private use area (U+E815 to U+E864), because Unicode
 * didn't have them yet: U+E863 is how older systems write 䶮. GB 18030-2022 gives each its standard code point; the
 * decoder knows all but six of them.
 */
const first = 0xe815;
const leftByDecoder: ReadonlyMap<number, string> = new Map([
  [0xe816, '\u{20087}'],
  [0xe817, '\u{20089}'],
  [0xe818, '\u{200cc}'],
  [0xe831, '\u{215d7}'],
  [0xe83b, '\u{2298f}'],
  [0xe855, '\u{241fe}'],
]);

const standard: ReadonlyMap<string, string> = new Map(
  Array.from({ length: 80 }, (_, index) => {
    const codePoint = first + index;
    return [String.fromCodePoint(codePoint), leftByDecoder.get(codePoint) ?? decoded(index)] as const;
  }),
);

/** The standard character for a private one that GBK defined; any other character as it is. */
export function standardCharacter(character: string): string {
  return standard.get(character) ?? character;
}

/** The private ones stand in one row of the code table, FE50 to FEA0 without FE7F. */
function decoded(index: number): string {
  const second = 0x50 + index;
  return new TextDecoder('gb18030').decode(Uint8Array.of(0xfe, second < 0x7f ? second : second + 1));
}
