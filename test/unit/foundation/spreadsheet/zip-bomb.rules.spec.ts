import { defaultTableLimits } from '../../../../src/foundation/spreadsheet/table.js';
import { refuseDangerousArchive } from '../../../../src/foundation/spreadsheet/zip-bomb.rules.js';

const entry = {
  name: 'a.xml',
  method: 8,
  encrypted: false,
  crc: 0,
  packed: 1000,
  unpacked: 10_000,
  offset: 0,
};
const mebibyte = 1024 * 1024;

function judging(entries: readonly (typeof entry)[], fileSize: number): () => void {
  return () => refuseDangerousArchive(entries, fileSize, defaultTableLimits);
}

describe('refuseDangerousArchive', () => {
  it('accepts what people send', () => {
    expect(judging([entry, { ...entry, offset: 1100 }], 3000)).not.toThrow();
    expect(
      judging([{ ...entry, packed: 3 * mebibyte, unpacked: 90 * mebibyte }], 3 * mebibyte + 500),
    ).not.toThrow();
  });

  it.each([
    [
      '2.7 MB that declare 2.7 GB',
      [{ ...entry, packed: 2_700_000, unpacked: 2_700_000_000 }],
      2_700_500,
      'bomb',
    ],
    ['parts that share their bytes', [entry, { ...entry, offset: 10 }], 5000, 'bomb'],
    ['parts that are more than the file', [{ ...entry, packed: 9000 }], 5000, 'bomb'],
    [
      'a large but honest workbook',
      [{ ...entry, packed: 60 * mebibyte, unpacked: 600 * mebibyte }],
      60 * mebibyte + 99,
      'tooLarge',
    ],
    ['a part that climbs out', [{ ...entry, name: 'xl/../../../etc/passwd' }], 5000, 'damaged'],
    ['a part at an absolute place', [{ ...entry, name: '/etc/passwd' }], 5000, 'damaged'],
    ['a part on a Windows drive', [{ ...entry, name: 'xl\\..\\a.xml' }], 5000, 'damaged'],
    ['a part with a password', [{ ...entry, encrypted: true }], 5000, 'encrypted'],
  ])('refuses %s', (_, entries, fileSize, code) => {
    expect(judging(entries, fileSize)).toThrow(expect.objectContaining({ code: `spreadsheet.${code}` }));
  });
});
