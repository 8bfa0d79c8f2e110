import { readSheetFolder, refuseUnsafe } from '../../../../src/service/certificate/render/sheet-folder.js';

describe('the folder of a sheet', () => {
  it('holds the sheet that is shipped, with a version that follows from its bytes', () => {
    expect(readSheetFolder().version).toMatch(/^[0-9a-f]{16}$/);
    expect(readSheetFolder().version).toBe(readSheetFolder().version);
  });

  it.each([
    '#import "@preview/tablex:0.0.8": *',
    '#import "\\u{40}preview/tablex:0.0.8"',
    '#import "@" + "preview/tablex:0.0.8"',
    '#let name = "x.typ"\n#import name',
    '#import "../../secret.typ"',
    '#include "chapter.typ"',
    '#eval(sys.inputs.certificate)',
    '#let key = read("/etc/hostname")',
    '#plugin("x.wasm")',
  ])('refuses %j', (source) => {
    expect(() => refuseUnsafe('sheet.typ', source)).toThrow(
      expect.objectContaining({ code: 'CERT_UNSAFE_SHEET' }),
    );
  });

  it('allows a plain file beside the sheet', () => {
    expect(() => refuseUnsafe('sheet.typ', '#import "seal.typ": drawn-seal')).not.toThrow();
  });
});
