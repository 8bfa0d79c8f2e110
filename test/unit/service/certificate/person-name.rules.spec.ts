import { CertificateError } from '../../../../src/service/certificate/render/certificate-errors.js';
import { personName, printableText } from '../../../../src/service/certificate/render/person-name.rules.js';

describe('a name on a certificate', () => {
  it('keeps rare characters of every plane', () => {
    expect(personName('赵䶮㛃𬱖𠅤')).toBe('赵䶮㛃𬱖𠅤');
    expect(personName('买买提·艾力')).toBe('买买提·艾力');
  });

  it('loses control and bidi characters', () => {
    expect(personName('\u202e李\u0007四\u200b\u2066')).toBe('李四');
  });

  it('is composed (NFC) and on one line', () => {
    expect(personName(' José\n  Li\u3000Na ')).toBe('José Li Na');
  });

  it.each([
    ['private use', '王\ue000', 'U+E000'],
    ['private use beyond the basic plane', '王\u{f0000}', 'U+F0000'],
    ['half a surrogate pair', '王\ud842', 'U+D842'],
    ['unassigned', '王\u{2fffd}', 'U+2FFFD'],
  ])('refuses %s and names it', (_kind, name, codePoint) => {
    expect(() => personName(name)).toThrow(CertificateError);
    expect(() => personName(name)).toThrow(codePoint);
  });

  it('must not be empty', () => {
    expect(() => personName(' \u200b')).toThrow(expect.objectContaining({ code: 'CERT_INVALID_NAME' }));
  });

  it('is joined across a removed sign before it is composed', () => {
    expect(printableText('e\u200d\u0301')).toBe('é');
  });
});
