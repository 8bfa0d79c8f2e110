import { CsvParser } from '../../../../src/foundation/spreadsheet/csv.parser.js';
import { detectDelimiter } from '../../../../src/foundation/spreadsheet/csv-delimiter.rules.js';

function parsed(pieces: readonly string[], delimiter = ','): string[][] {
  const parser = new CsvParser(delimiter);
  return [...pieces.flatMap((piece) => [...parser.push(piece)]), ...parser.end()];
}

describe('CsvParser', () => {
  const text = '甲,"乙\r\n""引""",丙\r\n,"",x"y\r丁\n\n末';
  const records = [['甲', '乙\r\n"引"', '丙'], ['', '', 'x"y'], ['丁'], [''], ['末']];

  it('reads quotes, line breaks within them and all line ends', () => {
    expect(parsed([text])).toEqual(records);
  });

  it('gives the same records wherever the text is cut', () => {
    for (let at = 0; at <= text.length; at += 1)
      expect(parsed([text.slice(0, at), text.slice(at)])).toEqual(records);
    expect(parsed(text.split(''))).toEqual(records);
  });

  it('refuses a quotation mark that is never closed', () => {
    expect(() => parsed(['a,"b\n'])).toThrow(expect.objectContaining({ code: 'spreadsheet.damaged' }));
  });
});

describe('detectDelimiter', () => {
  it.each([
    ['姓名,单位\n张三,甲\n', ','],
    ['姓名;单位\n张三;甲,乙\n李四;丙\n', ';'],
    ['姓名\t单位\n张三\t甲;乙\n', '\t'],
    ['sep=|\na|b\n', '|'],
    ['名册\n单位：某局\n姓名,身份证号,手机\n"张,三",1,2\n李四,1,2\n', ','],
    ['姓名\n张三\n', ','],
  ])('of %j is %j', (sample, delimiter) => {
    expect(detectDelimiter(sample)).toBe(delimiter);
  });
});
