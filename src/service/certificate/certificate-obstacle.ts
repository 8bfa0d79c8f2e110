import { CertificateError, MissingGlyphError, codePointName } from './render/certificate-errors.js';
import { personName } from './render/person-name.rules.js';

/** Why one person's certificate can't be set yet. */
export interface Obstacle {
  code: 'CERT_MISSING_GLYPH' | 'CERT_INVALID_NAME' | 'CERT_INVALID_INPUT';
  params: { characters?: string[]; codePoints?: string[]; detail?: string };
}

/** What asks the fonts at hand. */
export interface GlyphSource {
  missingGlyphs(text: string): string[];
}

/** The name as it is printed, or why it can't be. */
export function printedName(raw: string, fonts: GlyphSource): { name: string } | { obstacle: Obstacle } {
  try {
    const name = personName(raw);
    const characters = fonts.missingGlyphs(name);
    if (characters.length === 0) return { name };
    return { obstacle: missingGlyphs(characters) };
  } catch (error) {
    const obstacle = obstacleOf(error);
    if (!obstacle) throw error;
    return { obstacle };
  }
}

export function missingGlyphs(characters: string[]): Obstacle {
  return { code: 'CERT_MISSING_GLYPH', params: { characters, codePoints: characters.map(codePointName) } };
}

/** What an error of the renderer means for one person; undefined when the sheet or the machine is at fault. */
export function obstacleOf(error: unknown): Obstacle | undefined {
  if (error instanceof MissingGlyphError) return missingGlyphs(error.characters);
  if (!(error instanceof CertificateError)) return undefined;
  if (error.code !== 'CERT_INVALID_NAME' && error.code !== 'CERT_INVALID_INPUT') return undefined;
  return { code: error.code, params: { detail: error.message } };
}

/** The characters with their code points, as a person may look them up: 𠀾（U+2003E）. */
export function said({ params }: Obstacle): string[] {
  const { characters = [], codePoints = [], detail } = params;
  if (characters.length === 0) return detail === undefined ? [] : [detail];
  return characters.map((character, index) => `${character}（${codePoints[index] ?? ''}）`);
}
