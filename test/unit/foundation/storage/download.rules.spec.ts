import { byteRange, contentDisposition } from '../../../../src/foundation/storage/download.rules.js';

describe('contentDisposition', () => {
  it('carries a Chinese name by RFC 5987 and a plain one for old browsers', () => {
    expect(contentDisposition('attachment', '名册 (1).xlsx')).toBe(
      `attachment; filename="__ (1).xlsx"; filename*=UTF-8''%E5%90%8D%E5%86%8C%20%281%29.xlsx`,
    );
  });

  it.each([
    ['a"; filename="b.exe', 'attachment; filename="a_; filename=_b.exe"'],
    ['a\r\nset-cookie: b', 'attachment; filename="aset-cookie: b"'],
    ['../../etc/passwd', 'attachment; filename=".._.._etc_passwd"'],
    ['证书\u202Egpj.exe', 'attachment; filename="__gpj.exe"'],
    ['', 'attachment; filename="file"'],
  ])('lets nothing out of the quotes: %j', (name, plain) => {
    const header = contentDisposition('attachment', name);
    expect(header.split('; filename*')[0]).toBe(plain);
    expect(header).not.toMatch(/[\r\n\u202e]/);
  });

  it('keeps rare characters whole', () => {
    expect(decodeURIComponent(contentDisposition('inline', '𬱖䶮.pdf').split("''")[1]!)).toBe('𬱖䶮.pdf');
  });
});

describe('byteRange', () => {
  it.each([
    ['bytes=0-3', { start: 0, end: 3 }],
    ['bytes=4-', { start: 4, end: 9 }],
    ['bytes=-3', { start: 7, end: 9 }],
    ['bytes=-30', { start: 0, end: 9 }],
    ['bytes=8-100', { start: 8, end: 9 }],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=5-2', 'unsatisfiable'],
    ['bytes=0-1,3-4', undefined],
    ['pages=0-1', undefined],
    [undefined, undefined],
  ])('reads %s', (header, range) => {
    expect(byteRange(header, 10)).toEqual(range);
  });
});
