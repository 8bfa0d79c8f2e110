import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { CertificateError } from './certificate-errors.js';
import { SfntFont } from './sfnt-font.js';

const packaged = ['400Regular/NotoSerifSC_400Regular.ttf', '700Bold/NotoSerifSC_700Bold.ttf'];

/** Where Debian's fonts-hanazono and fonts-babelstone-han put the Han characters that Noto lacks. */
export const debianFontFiles = [
  '/usr/share/fonts/truetype/hanazono/HanaMinB.ttf',
  '/usr/share/fonts/truetype/babelstone/BabelStoneHan.ttf',
];

/** The glyph of one character in the face that Typst would choose for it. */
export interface PlacedGlyph {
  face: SfntFont;
  glyph: number;
}

/**
 * The exact list of fonts that a certificate is set in, in order: Noto Serif SC from npm, then the files
 * of the operator's folder by name, then the system's. Nothing outside the list is ever used.
 */
export class FontShelf {
  readonly #families = new Map<string, SfntFont[]>();
  readonly #known = new Map<number, boolean>();
  readonly #placed = new Map<number, PlacedGlyph>();
  /** Files that were found but can't be used, with the reason; for the health page and the log. */
  readonly unusable: { path: string; reason: string }[] = [];

  /**
   * @param folder the operator's fonts (`FONT_DIR`), TTF or OTF, subfolders included
   * @param systemFiles further font files, used when they exist
   * @throws CertificateError `CERT_FONT_MISSING` when the packaged ones can't be read
   */
  constructor(folder?: string, systemFiles: string[] = debianFontFiles) {
    for (const face of openPackaged()) this.#add(face);
    const further = [
      ...(folder === undefined ? [] : fontFilesIn(folder)),
      ...systemFiles.filter((path) => existsSync(path)),
    ];
    for (const path of further) {
      try {
        this.#add(SfntFont.open(path));
      } catch (error) {
        this.unusable.push({ path, reason: error instanceof Error ? error.message : String(error) });
      }
    }
  }

  get families(): string[] {
    return [...this.#families.keys()];
  }

  get files(): string[] {
    return [...this.#families.values()].flat().map((face) => face.path);
  }

  /** The characters of the text, each once, that no family on the shelf can print in all its weights. */
  missingGlyphs(text: string): string[] {
    const missing = new Set<string>();
    for (const character of text) {
      const codePoint = character.codePointAt(0) ?? 0;
      let covered = this.#known.get(codePoint);
      if (covered === undefined) {
        covered = [...this.#families.values()].some((faces) => covers(faces, codePoint));
        this.#known.set(codePoint, covered);
      }
      if (!covered) missing.add(character);
    }
    return [...missing];
  }

  /** Mirrors Typst: the first family that has the character, in the face of the nearest weight. */
  place(codePoint: number, weight: number): PlacedGlyph | undefined {
    const key = weight * 0x200000 + codePoint;
    let placed = this.#placed.get(key);
    if (!placed) {
      const faces = [...this.#families.values()].find((family) => covers(family, codePoint)) ?? [];
      const distance = (face: SfntFont) => Math.abs(face.weight - weight);
      const [face] = [...faces].sort((one, other) => distance(one) - distance(other));
      if (!face) return undefined;
      placed = { face, glyph: face.characters.glyph(codePoint) };
      this.#placed.set(key, placed);
    }
    return placed;
  }

  /** Whether every character of the line has a face near this weight; a light sign amid bold ones looks broken. */
  hasWeight(text: string, weight: number): boolean {
    return Array.from(text).every((character) => {
      const face = this.place(character.codePointAt(0) ?? 0, weight)?.face;
      return face !== undefined && Math.abs(face.weight - weight) <= 100;
    });
  }

  close(): void {
    for (const faces of this.#families.values()) for (const face of faces) face.close();
  }

  #add(face: SfntFont): void {
    const faces = this.#families.get(face.family);
    if (faces) faces.push(face);
    else this.#families.set(face.family, [face]);
  }
}

function openPackaged(): SfntFont[] {
  try {
    const folder = dirname(
      createRequire(import.meta.url).resolve('@expo-google-fonts/noto-serif-sc/package.json'),
    );
    return packaged.map((file) => SfntFont.open(join(folder, file)));
  } catch (error) {
    throw new CertificateError('CERT_FONT_MISSING', error instanceof Error ? error.message : String(error));
  }
}

function covers(faces: SfntFont[], codePoint: number): boolean {
  return faces.every((face) => face.characters.glyph(codePoint) !== 0);
}

function fontFilesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ttf|otf)$/i.test(name))
    .sort()
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}
