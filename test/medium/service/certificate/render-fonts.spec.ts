import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { MissingGlyphError } from '../../../../src/service/certificate/render/certificate-errors.js';
import { CertificateRenderer } from '../../../../src/service/certificate/render/certificate-renderer.js';
import { FontShelf } from '../../../../src/service/certificate/render/font-shelf.js';
import { exampleClass, examplePerson } from './render-example.js';

describe('the fonts of certificates', () => {
  const packaged = new FontShelf(undefined, []);

  it('cover the whole basic block, Extension A and the rare names from npm alone', () => {
    const blocks: [number, number][] = [
      [0x4e00, 0x9fff],
      [0x3400, 0x4dbf],
    ];
    for (const [first, last] of blocks) {
      const all = Array.from({ length: last - first + 1 }, (_, at) => String.fromCodePoint(first + at)).join(
        '',
      );
      expect(packaged.missingGlyphs(all)).toEqual([]);
    }
    expect(packaged.missingGlyphs('䶮㛃𬱖𠅤堃喆赟𫍯·〔〕“”')).toEqual([]);
  });

  it('name each missing character once', () => {
    expect(packaged.missingGlyphs('王𠀾𠀾\u{30000}芳')).toEqual(['𠀾', '\u{30000}']);
  });

  it('a name without a glyph is a named error of that person, and the class goes on', async () => {
    const renderer = new CertificateRenderer({ systemFonts: [] });
    const set = await renderer.setClass(exampleClass);
    const refused = set.stamp(examplePerson('王𠀾'));
    await expect(refused).rejects.toBeInstanceOf(MissingGlyphError);
    await expect(refused).rejects.toMatchObject({
      code: 'CERT_MISSING_GLYPH',
      characters: ['𠀾'],
      codePoints: ['U+2003E'],
      text: expect.stringContaining('王𠀾'),
    });
    await expect(renderer.renderFull(exampleClass, examplePerson('王𠀾'))).rejects.toBeInstanceOf(
      MissingGlyphError,
    );
    await expect(set.stamp(examplePerson('王芳'))).resolves.toBeInstanceOf(Buffer);
  });

  it('a class whose title has a missing glyph is refused as a whole', async () => {
    const renderer = new CertificateRenderer({ systemFonts: [] });
    await expect(renderer.setClass({ ...exampleClass, className: '𠀾培训班' })).rejects.toMatchObject({
      characters: ['𠀾'],
    });
  });

  it('of the operator are picked up behind the packaged ones, and what is no font is reported', () => {
    const folder = mkdtempSync(join(tmpdir(), 'fonts-'));
    try {
      const carrier = dirname(
        createRequire(import.meta.url).resolve('@expo-google-fonts/noto-serif-sc/package.json'),
      );
      copyFileSync(join(carrier, '900Black/NotoSerifSC_900Black.ttf'), join(folder, 'own.ttf'));
      writeFileSync(join(folder, 'broken.ttf'), 'no font');
      const shelf = new FontShelf(folder, []);
      expect(shelf.files).toContain(join(folder, 'own.ttf'));
      expect(shelf.families[0]).toBe('Noto Serif SC');
      expect(shelf.unusable).toEqual([
        { path: join(folder, 'broken.ttf'), reason: expect.stringMatching(/font|cut off/) },
      ]);
      shelf.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
