/** Why one certificate can't be set; `code` is stable, the message names the text and the characters. */
export class CertificateError extends Error {
  constructor(
    readonly code:
      | 'CERT_MISSING_GLYPH'
      | 'CERT_INVALID_NAME'
      | 'CERT_INVALID_INPUT'
      | 'CERT_UNSAFE_SHEET'
      | 'CERT_SHEET_BROKEN'
      | 'CERT_FONT_MISSING',
    message: string,
  ) {
    super(message);
    this.name = new.target.name;
  }
}

/** No font at hand has a glyph for these characters of one person's sheet. */
export class MissingGlyphError extends CertificateError {
  /** As `U+20164`, in the order of `characters`. */
  readonly codePoints: string[];

  constructor(
    readonly text: string,
    readonly characters: string[],
  ) {
    const codePoints = characters.map(codePointName);
    const listed = characters
      .map((character, index) => `${character} (${codePoints[index] ?? ''})`)
      .join(', ');
    super('CERT_MISSING_GLYPH', `No font has a glyph for ${listed}`);
    this.codePoints = codePoints;
  }
}

/** `䶮` -> `U+4DAE`. */
export function codePointName(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
