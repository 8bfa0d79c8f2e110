import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { readXlsx } from 'hucre/xlsx';
import { writeCsv } from '../../../../src/foundation/spreadsheet/csv.writer.js';
import { readTable } from '../../../../src/foundation/spreadsheet/read-table.js';
import { headingLines } from '../../../../src/foundation/spreadsheet/sheet-heading.rules.js';
import type { Sheet, SheetRow } from '../../../../src/foundation/spreadsheet/sheet.js';
import { writeWorkbook } from '../../../../src/foundation/spreadsheet/workbook.writer.js';

const titleLines = headingLines(
  { title: '学员名册', unit: '人数', definition: '参训口径', asOf: '2025-06-01', exportedBy: '=张三' },
  { unit: '统计单位', definition: '口径', asOf: '数据截至', exportedBy: '导出人' },
);
const columns: Sheet['columns'] = [
  { header: '姓名', kind: 'text', width: 12, choices: ['甲', '乙'], hint: '从列表中选' },
  { header: '身份证号', kind: 'text', width: 22 },
  { header: '人数', kind: 'number', width: 8 },
  { header: '日期', kind: 'date', width: 12 },
  { header: '时刻', kind: 'moment', width: 18 },
  { header: '覆盖率', kind: 'share', width: 10 },
];
const rows: SheetRow[] = [
  ['䶮𬱖 <&> "', '11010519491231002X', -5, '2024-02-29', new Date('2024-02-28T16:30:00Z'), 0.256],
  [
    '=HYPERLINK("x")',
    '+8613812341439',
    12345678901234567n,
    new Date('2024-02-28T16:30:00Z'),
    null,
    undefined,
  ],
  ['多行\n_x000A_\u0001', '-', '', '', '', ''],
];
const sheet: Sheet = { name: '名册/甲', titleLines, columns, rows };

async function readBack(content: Uint8Array): Promise<(readonly string[])[]> {
  const folder = await mkdtemp(join(tmpdir(), 'zhixing-test-'));
  try {
    await writeFile(join(folder, 'file'), content);
    const found: (readonly string[])[] = [];
    for await (const row of readTable(join(folder, 'file'))) found.push(row.cells);
    return found;
  } finally {
    await rm(folder, { recursive: true });
  }
}

const asRead = [
  ['学员名册'],
  ['统计单位：人数'],
  ['口径：参训口径'],
  ['数据截至：2025-06-01'],
  ['导出人：=张三'],
  ['姓名', '身份证号', '人数', '日期', '时刻', '覆盖率'],
  ['䶮𬱖 <&> "', '11010519491231002X', '-5', '2024-02-29', '2024-02-29 00:30', '0.256'],
  ['=HYPERLINK("x")', '+8613812341439', '12345678901234567', '2024-02-29'],
];

describe('writeWorkbook', () => {
  it('is read back as it was written, block of title lines included', async () => {
    const found = await readBack(await buffer(writeWorkbook({ sheets: [sheet] })));
    expect(found).toEqual([...asRead, ['多行\n_x000A_', '-']]);
  });

  it('lets no text run, keeps numbers numbers and digits digits', async () => {
    const workbook = await readXlsx(await buffer(writeWorkbook({ sheets: [sheet] })));
    const [first, second] = workbook.sheets[0]!.rows.slice(6);
    expect(first?.slice(1, 3)).toEqual(['11010519491231002X', -5]);
    expect(second?.slice(0, 3)).toEqual(['\'=HYPERLINK("x")', '+8613812341439', '12345678901234567']);
  });

  it('offers choices from a hidden sheet below the header', async () => {
    const workbook = await readXlsx(await buffer(writeWorkbook({ sheets: [sheet] })));
    expect(workbook.sheets.map(({ name }) => name)).toEqual(['名册 甲', '选项']);
    expect(workbook.sheets[1]?.hidden).toBe(true);
    expect(workbook.sheets[1]?.rows).toEqual([['姓名'], ['甲'], ['乙']]);
    expect(workbook.sheets[0]?.dataValidations).toEqual([
      expect.objectContaining({ type: 'list', range: 'A7:A1048576', formula1: '选项!$A$2:$A$3' }),
    ]);
  });

  it('continues a long sheet with titles and header repeated', async () => {
    const workbook = await readXlsx(await buffer(writeWorkbook({ sheets: [sheet] }, { rowsPerSheet: 8 })));
    expect(workbook.sheets.map(({ name }) => name)).toEqual(['名册 甲', '名册 甲 (2)', '选项']);
    expect(workbook.sheets[1]?.rows.slice(0, 6).map((row) => row[0])).toEqual(
      asRead.slice(0, 6).map((row) => row[0]),
    );
    expect(workbook.sheets[1]?.rows).toHaveLength(7);
  });

  it('pulls rows only as they are read, and closes their source when the download breaks off', async () => {
    let [pulled, closed] = [0, false];
    function* endless(): Generator<SheetRow> {
      try {
        for (;;) {
          pulled += 1;
          yield [`${Math.random()}`.repeat(5)];
        }
      } finally {
        closed = true;
      }
    }
    const stream = writeWorkbook({ sheets: [{ ...sheet, rows: endless() }] });
    for await (const chunk of stream) if ((chunk as Buffer).length > 10_000) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(pulled).toBeLessThan(20_000);
    expect(closed).toBe(true);
  });

  it('ends with the error of a source that fails', async () => {
    function* failing(): Generator<SheetRow> {
      yield ['甲'];
      throw new Error('lost connection');
    }
    await expect(buffer(writeWorkbook({ sheets: [{ ...sheet, rows: failing() }] }))).rejects.toThrow(
      'lost connection',
    );
  });
});

describe('writeCsv', () => {
  it('is read back as it was written', async () => {
    expect(await readBack(await buffer(writeCsv(sheet)))).toEqual([...asRead, ['多行\n_x000A_', '-']]);
  });

  it('has a mark, CRLF line ends and no formulas', async () => {
    const bytes = await buffer(writeCsv({ ...sheet, titleLines: ['=1'] }));
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const content = await text(writeCsv({ ...sheet, titleLines: ['=1'] }));
    expect(content.split('\r\n')[0]?.replace('\ufeff', '')).toBe("'=1");
    expect(content).toContain('"\'=HYPERLINK(""x"")",+8613812341439,12345678901234567,2024-02-29,,\r\n');
  });
});
