import { join } from 'node:path';
import { PNG } from 'pngjs';
import { CertificateRenderer } from '../../../../src/service/certificate/render/certificate-renderer.js';
import { FontShelf } from '../../../../src/service/certificate/render/font-shelf.js';
import { readSheetFolder } from '../../../../src/service/certificate/render/sheet-folder.js';
import { SheetPress } from '../../../../src/service/certificate/render/sheet-press.js';
import { Wording } from '../../../../src/service/certificate/render/wording.js';
import { exampleClass, examplePerson } from './render-example.js';
import { copiedText, crop, difference, golden, inkShare, Raster, raster } from './render-raster.js';

const rare = ['䶮', '㛃', '𬱖', '𠅤'];
// Only what npm carries: the rare names must be right on a machine without any font of its own.
const renderer = new CertificateRenderer({ systemFonts: [] });

/** The salutation's line, 24 pt from (215.4, 212.6). */
const salutation = (page: Raster) => crop(page, 212, 188, 300, 34);
/** One character in it. */
const character = (page: Raster, index: number) => crop(page, 215.4 + index * 24, 190, 24, 28);

describe('a certificate set in full', () => {
  it('prints the rare names as the golden picture has them', async () => {
    const page = await raster(await renderer.renderFull(exampleClass, examplePerson('赵䶮㛃𬱖𠅤堃喆')));
    const actual = salutation(page);
    const picture = golden(join(import.meta.dirname, 'golden/rare-names.png'), actual);
    expect(difference(actual, picture)).toBeLessThan(0.005);
    // The test can fail: another name differs by far more than the tolerance.
    const other = await raster(await renderer.renderFull(exampleClass, examplePerson('赵龙㛃𬱖𠅤堃喆')));
    expect(difference(salutation(other), picture)).toBeGreaterThan(0.01);
  });

  it('prints a sign of its own for each rare character, neither blank nor the box of a missing glyph', async () => {
    const page = await raster(await renderer.renderFull(exampleClass, examplePerson(rare.join(''))));
    const box = character(await raster(await withMissingGlyph()), 0);
    const signs = rare.map((_, index) => character(page, index));
    for (const [index, sign] of signs.entries()) {
      expect(inkShare(sign)).toBeGreaterThan(0.12);
      expect(difference(sign, box)).toBeGreaterThan(0.1);
      for (const other of signs.slice(index + 1)) expect(difference(sign, other)).toBeGreaterThan(0.1);
    }
  });

  it('can be copied: name, number, wording', async () => {
    const text = await copiedText(await renderer.renderFull(exampleClass, examplePerson('赵䶮㛃𬱖𠅤堃喆')));
    expect(text).toContain('赵䶮㛃𬱖𠅤堃喆同志：');
    expect(text).toContain('证书编号：陕训结字〔2026〕第610002号');
    expect(text).toContain('共计56学时，考核合格，准予结业。');
    expect(text).toContain('HTTPS://PX.EXAMPLE.GOV.CN/V/2QGL610002');
  });

  it('is the same bytes for the same inputs', async () => {
    const first = await renderer.renderFull(exampleClass, examplePerson('王芳'));
    await renderer.renderFull(exampleClass, examplePerson('李娜'));
    const again = await new CertificateRenderer({ systemFonts: [] }).renderFull(
      exampleClass,
      examplePerson('王芳'),
    );
    expect(again.equals(first)).toBe(true);
  });

  it('is A4 landscape on one page, also with a very long class title and name', async () => {
    const className = '全省乡村振兴驻村帮扶工作队员暨村党组织书记能力提升示范培训班'.repeat(8);
    const page = await raster(
      await renderer.renderFull(
        { ...exampleClass, className },
        examplePerson('阿卜杜热合曼·买买提依明'.repeat(3)),
      ),
    );
    expect([page.width, page.height]).toEqual([1682, 1190]);
    // Between wording and foot of the sheet nothing is printed over: the seal's ring has paper above it.
    expect(inkShare(crop(page, 215, 425, 300, 6))).toBe(0);
    // The name stays on its line, left of the frame.
    expect(inkShare(crop(page, 757, 188, 30, 34))).toBe(0);
  });

  it('never takes text as markup', async () => {
    const hostile = '#import "@preview/x:1.0.0" $x^2$ \\ " ] } #panic("!") *b* _i_ <label> @ref {{hours}}';
    const pdf = await renderer.renderFull(
      { ...exampleClass, className: hostile },
      examplePerson('#eval("1")$]\\"'),
    );
    const text = await copiedText(pdf);
    expect(text).toContain(hostile.replace(/\s/g, ''));
    expect(text).toContain('#eval("1")$]\\"同志：');
  });

  it('puts photo and scanned seal into their places', async () => {
    const black = { type: 'png', bytes: blackPng() } as const;
    const page = await raster(
      await renderer.renderFull({ ...exampleClass, seal: black }, { ...examplePerson('王芳'), photo: black }),
    );
    expect(inkShare(crop(page, 92, 186, 90, 130))).toBe(1);
    expect(inkShare(crop(page, 600, 440, 80, 80))).toBe(1);
  });

  it('says which sheet is broken and goes on with the next', async () => {
    const broken = { type: 'png', bytes: Buffer.from('no picture') } as const;
    await expect(
      renderer.renderFull({ ...exampleClass, seal: broken }, examplePerson('王芳')),
    ).rejects.toMatchObject({
      code: 'CERT_SHEET_BROKEN',
    });
    await expect(renderer.renderFull(exampleClass, examplePerson('王芳'))).resolves.toBeInstanceOf(Buffer);
  });
});

/** A sheet whose name is one character without a glyph, past the check that forbids it. */
async function withMissingGlyph(): Promise<Buffer> {
  const sheet = readSheetFolder();
  const fonts = new FontShelf(undefined, []);
  const { seal, ...wording } = new Wording(sheet.wording).ofClass(exampleClass);
  const code = { modules: 1, runs: [] };
  const person = { salutation: '\u{2003e}', weight: 700, number: '1', address: '1', code };
  return new SheetPress(sheet, fonts).print({ wording, seal, person });
}

function blackPng(): Buffer {
  const png = new PNG({ width: 4, height: 4 });
  for (let at = 3; at < png.data.length; at += 4) png.data[at] = 255;
  return PNG.sync.write(png);
}
