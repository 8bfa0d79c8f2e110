import { findHeader } from '../../../../src/foundation/spreadsheet/table-header.rules.js';

const columns = [
  { key: 'name', headings: ['姓名'] },
  { key: 'phone', headings: ['手机号', '联系电话'] },
  { key: 'village', headings: ['派驻村'] },
] as const;

describe('findHeader', () => {
  it('finds the row with the most known headings below titles, however they are decorated', () => {
    const header = findHeader(
      [
        { rowNumber: 1, cells: ['2024年学员名册'] },
        { rowNumber: 2, cells: ['', '姓名'] },
        { rowNumber: 4, cells: ['序号', '*姓 名', '联系电话\n（必填）', '派驻村(代码或全称)：', '姓名'] },
        { rowNumber: 5, cells: ['1', '张三', '13812341439'] },
      ],
      columns,
    );
    expect(header?.rowNumber).toBe(4);
    expect([...(header?.positions ?? [])]).toEqual([
      ['name', 1],
      ['phone', 2],
      ['village', 3],
    ]);
    expect(header?.labels.get('phone')).toBe('联系电话\n（必填）');
    expect(header?.unknown).toEqual(['序号']);
    expect(header?.repeated).toEqual(['name']);
  });

  it('takes no title for a header', () => {
    expect(findHeader([{ rowNumber: 1, cells: ['姓名'] }], columns)).toBeUndefined();
  });
});
