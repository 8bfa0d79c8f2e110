import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CertificateRenderer } from '../../../../src/service/certificate/render/certificate-renderer.js';
import { debianFontFiles, FontShelf } from '../../../../src/service/certificate/render/font-shelf.js';
import { exampleClass, examplePerson } from './render-example.js';
import { copiedText, crop, difference, inkShare, raster } from './render-raster.js';

const packaged = { systemFonts: [] };
const dot = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
);

/** The example photo with an Exif segment that says "turn by 90 degrees". */
function turned(): Buffer {
  const photo = readFileSync(join(import.meta.dirname, 'golden/photo.jpg'));
  const exif = Buffer.from('ffe100224578696600004d4d002a00000008000101120003000000010006000000000000', 'hex');
  return Buffer.concat([photo.subarray(0, 2), exif, photo.subarray(2)]);
}

describe('a certificate stamped on the sheet of its class', () => {
  const renderer = new CertificateRenderer(packaged);

  it.each(['赵䶮㛃𬱖𠅤堃喆', '王芳', '买买提·艾力', 'Wang AVATo Li', '阿卜杜热合曼·买买提依明'])(
    'looks like the one set in full: %s',
    async (name) => {
      const set = await renderer.setClass(exampleClass);
      const stamped = await raster(await set.stamp(examplePerson(name)));
      const full = await raster(await renderer.renderFull(exampleClass, examplePerson(name)));
      expect(difference(stamped, full)).toBe(0);
      expect(inkShare(crop(stamped, 215, 190, 48, 28))).toBeGreaterThan(0.05);
      expect(inkShare(crop(stamped, 88, 434, 88, 88))).toBeGreaterThan(0.3);
    },
  );

  it.each(['photo.jpg', 'photo-grey.jpg'])('lays the JPEG itself on the sheet: %s', async (file) => {
    const bytes = readFileSync(join(import.meta.dirname, 'golden', file));
    const person = { ...examplePerson('王芳'), photo: { type: 'jpg', bytes } as const };
    const set = await renderer.setClass({ ...exampleClass, seal: { type: 'jpg', bytes } });
    const stamped = await set.stamp(person);
    const full = await renderer.renderFull({ ...exampleClass, seal: { type: 'jpg', bytes } }, person);
    // Byte for byte in the file, so it was stamped.
    expect(stamped.includes(bytes)).toBe(true);
    expect(stamped.equals(full)).toBe(false);
    expect(difference(await raster(stamped), await raster(full))).toBeLessThan(0.0001);
    expect(inkShare(crop(await raster(stamped), 90, 184, 94, 130))).toBeGreaterThan(0.2);
  });

  it('can be copied, and holds nothing of others', async () => {
    const set = await renderer.setClass(exampleClass);
    await set.stamp(examplePerson('李娜', 1));
    const text = await copiedText(await set.stamp(examplePerson('赵䶮㛃𬱖𠅤', 2)));
    expect(text).toContain('赵䶮㛃𬱖𠅤同志：');
    expect(text).toContain('第2号');
    expect(text).not.toContain('李娜');
  });

  it('is the same bytes for the same inputs, whoever was stamped before', async () => {
    const set = await renderer.setClass(exampleClass);
    for (let number = 0; number < 70; number++)
      await set.stamp(examplePerson(`李${String.fromCodePoint(0x5000 + number)}`, number));
    const later = await set.stamp(examplePerson('王芳'));
    const fresh = await new CertificateRenderer(packaged).setClass(exampleClass);
    expect(later.equals(await fresh.stamp(examplePerson('王芳')))).toBe(true);
  });

  it.each([
    ['a name wider than its line', { name: '阿卜杜热合曼'.repeat(6) }],
    ['a script that needs shaping', { name: 'é́ Müller' }],
    ['a picture that is no JPEG', { photo: { type: 'svg' as const, bytes: dot } }],
    ['a JPEG that must be turned', { photo: { type: 'jpg' as const, bytes: turned() } }],
    ['neighbouring brackets', { registerNumber: '〔2026〕〔3〕' }],
  ])('is set in full where stamping would differ: %s', async (_case, differing) => {
    const person = { ...examplePerson('王芳'), ...differing };
    const set = await renderer.setClass(exampleClass);
    expect((await set.stamp(person)).equals(await renderer.renderFull(exampleClass, person))).toBe(true);
  });

  const present = new FontShelf(undefined, debianFontFiles).families.length > 1;
  const skipped = present ? '' : ' (skipped: fonts-hanazono is not installed)';
  (present ? describe : describe.skip)(`with Debian's Han fonts${skipped}`, () => {
    it('sets a name beyond Noto in one weight throughout', async () => {
      const rich = new CertificateRenderer({ systemFonts: debianFontFiles });
      const set = await rich.setClass(exampleClass);
      const stamped = await raster(await set.stamp(examplePerson('王𠀾')));
      expect(
        difference(stamped, await raster(await rich.renderFull(exampleClass, examplePerson('王𠀾')))),
      ).toBe(0);
      expect(inkShare(crop(stamped, 240, 190, 24, 28))).toBeGreaterThan(0.05);
      const bold = await raster(await set.stamp(examplePerson('王芳')));
      const king = (page: typeof bold) => inkShare(crop(page, 215, 190, 24, 28));
      expect(king(stamped)).toBeLessThan(king(bold) * 0.85);
    });
  });
});
