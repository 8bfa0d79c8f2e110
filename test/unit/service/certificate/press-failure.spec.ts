import { Unavailable } from '../../../../src/foundation/error/domain-error.js';
import { pressFailure } from '../../../../src/service/certificate/press-failure.js';
import { CertificateError } from '../../../../src/service/certificate/render/certificate-errors.js';

describe('why no certificate can be set', () => {
  it.each([
    [new CertificateError('CERT_SHEET_BROKEN', 'expected comma'), 'certificate.press.sheetBroken'],
    [new CertificateError('CERT_UNSAFE_SHEET', 'completion.typ:3: read'), 'certificate.press.sheetUnsafe'],
    [new CertificateError('CERT_FONT_MISSING', 'no such file'), 'certificate.press.fontMissing'],
    [new Unavailable('storage.error.full'), 'storage.error.full'],
    [new Error('anything else'), 'certificate.press.failed'],
  ])('is said by a reason of its own: %s', (error, code) => {
    expect(pressFailure(error).code).toBe(code);
  });

  it('names the file, not where the product lies', () => {
    const error = new Error("ENOENT: no such file or directory, open '/srv/zhixing/fonts/NotoSerif.ttf'");
    expect(pressFailure(error).params).toEqual({
      detail: "ENOENT: no such file or directory, open 'NotoSerif.ttf'",
    });
  });
});
