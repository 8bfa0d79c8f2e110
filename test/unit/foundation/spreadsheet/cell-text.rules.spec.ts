import { cellText } from '../../../../src/foundation/spreadsheet/cell-text.rules.js';

describe('cellText', () => {
  it.each([
    [' 张三\u3000', '张三'],
    [13812341439, '13812341439'],
    [0.1 + 0.2, '0.3'],
    [-5, '-5'],
    [610122000000, '610122000000'],
    [true, 'TRUE'],
    [null, ''],
    [new Date('2024-02-29T00:00:00Z'), '2024-02-29'],
    [new Date('2024-02-29T08:29:59.9997Z'), '2024-02-29 08:30'],
    [new Date('1899-12-30T08:30:00Z'), '08:30'],
    ['="0123"', '0123'],
    ["'=1+1", '=1+1'],
    ["'张三", "'张三"],
  ])('of %p is %p', (content, text) => {
    expect(cellText(content)).toEqual({ text, damaged: false });
  });

  it('marks numbers whose last digits Excel has lost', () => {
    expect(cellText(110105194912310000)).toEqual({ text: '110105194912310000', damaged: true });
    expect(cellText('1.10105E+17')).toEqual({ text: '1.10105E+17', damaged: true });
    expect(cellText('110105194912310021').damaged).toBe(false);
    expect(cellText(999_999_999_999_999).damaged).toBe(false);
  });
});
