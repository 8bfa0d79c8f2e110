import { withoutFormula } from '../../../../src/foundation/spreadsheet/formula.rules.js';
import { cellText } from '../../../../src/foundation/spreadsheet/cell-text.rules.js';

describe('withoutFormula', () => {
  it.each([
    '=1+1',
    '=cmd|"/c calc"!A1',
    '+cmd|x',
    '-2+3+cmd|x',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    ' =1+1',
    '＝1+1',
    '＠SUM(A1)',
    '+1-1',
  ])('neutralises %j, and reading takes it back', (text) => {
    expect(withoutFormula(text)).toBe(`'${text}`);
    expect(cellText(withoutFormula(text)).text).toBe(text.trim());
  });

  it.each(['张三', '+8613812341439', '-5', '-0.5', '+3%', '-', '', 'a=b', '138-1234'])(
    'leaves %j',
    (text) => {
      expect(withoutFormula(text)).toBe(text);
    },
  );
});
