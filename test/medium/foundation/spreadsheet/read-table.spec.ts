import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, open as openFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { crc32, deflateRawSync } from 'node:zlib';
import { writeXlsx } from 'hucre/xlsx';
import { Keyring } from '../../../../src/foundation/crypto/keyring.js';
import {
  countTableRows,
  describeTable,
  readTable,
  readTableUnderHeader,
} from '../../../../src/foundation/spreadsheet/read-table.js';
import { defaultTableLimits, type TableRow } from '../../../../src/foundation/spreadsheet/table.js';
import { TableBytes } from '../../../../src/foundation/spreadsheet/table-bytes.js';
import { readWorkbook } from '../../../../src/foundation/spreadsheet/workbook.reader.js';
import { writeWorkbook } from '../../../../src/foundation/spreadsheet/workbook.writer.js';

const golden = new URL('golden/', import.meta.url).pathname;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zhixing-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function rowsOf(
  source: Parameters<typeof readTable>[0],
  options?: Parameters<typeof readTable>[1],
): Promise<TableRow[]> {
  const rows: TableRow[] = [];
  for await (const row of readTable(source, options)) rows.push(row);
  return rows;
}

async function fileWith(content: string | Uint8Array): Promise<string> {
  const path = join(folder, `${Math.random()}.bin`);
  await writeFile(path, content);
  return path;
}

function refused(code: string): Error {
  return expect.objectContaining({ name: 'SpreadsheetError', code: `spreadsheet.${code}` }) as Error;
}

function workbookOf(rows: Iterable<readonly (string | number)[]>): Promise<Buffer> {
  const column = { header: '列', kind: 'text', width: 10 } as const;
  return buffer(writeWorkbook({ sheets: [{ name: '表', titleLines: [], columns: [column, column], rows }] }));
}

describe('text files', () => {
  const rare = [
    { rowNumber: 1, cells: ['姓名', '单位', '备注'] },
    { rowNumber: 2, cells: ['䶮㛃', '蓝田县', '甲'] },
    { rowNumber: 3, cells: ['𬱖𠅤', '周至县', '第一行\n第二行'] },
  ];

  it('in GB 18030 keep names outside GBK, and quoted line breaks', async () => {
    expect(await rowsOf(`${golden}gb18030-rare.csv`)).toEqual(rare);
    expect(await describeTable(`${golden}gb18030-rare.csv`)).toEqual({
      kind: 'text',
      encoding: 'gb18030',
      delimiter: ',',
    });
  });

  it('in GB 18030 may be cut anywhere, within a four-byte character too', async () => {
    const row = await readFile(`${golden}gb18030-rare.csv`);
    const repeated = Buffer.concat(Array.from({ length: 9_001 }, () => row));
    const rows = await rowsOf(await fileWith(repeated));
    expect(rows).toHaveLength(27_003);
    expect(rows.filter((_, index) => index % 3 === 2).every(({ cells }) => cells[0] === '𬱖𠅤')).toBe(true);
  });

  it('in GBK, UTF-8 with and without a mark and UTF-16 are told apart by content', async () => {
    expect(await rowsOf(`${golden}gbk-semicolon.csv`)).toEqual([
      { rowNumber: 1, cells: ['姓名', '单位'] },
      { rowNumber: 2, cells: ['曾喆堃', '汉阴县'] },
      { rowNumber: 3, cells: ['朱镕', '宜川县'] },
    ]);
    expect(await rowsOf(`${golden}utf8-bom.csv`)).toEqual(rare);
    expect(await rowsOf(await fileWith((await readFile(`${golden}utf8-bom.csv`)).subarray(3)))).toEqual(rare);
    expect(await rowsOf(`${golden}utf16-tab.txt`)).toEqual([
      { rowNumber: 1, cells: ['姓名', '单位'] },
      { rowNumber: 2, cells: ['𬱖𠅤', '周至县'] },
    ]);
  });

  it('of ASCII with one GBK name at the very end are GBK', async () => {
    const ascii = Buffer.from('a,b\n'.repeat(300_000));
    const rows = await rowsOf(await fileWith(Buffer.concat([ascii, Buffer.from([0xd4, 0xf8, 0x2c, 0x78])])), {
      limits: { rows: 400_000 },
    });
    expect(rows.at(-1)).toEqual({ rowNumber: 300_001, cells: ['曾', 'x'] });
  });

  it('skip empty rows without losing count', async () => {
    expect(await rowsOf(await fileWith('a,b\n\n,,\nc,d'))).toEqual([
      { rowNumber: 1, cells: ['a', 'b'] },
      { rowNumber: 4, cells: ['c', 'd'] },
    ]);
  });
});

describe('workbooks', () => {
  it('of other programs give stable texts', async () => {
    const rows = [
      ['姓名', '日期', '电话', '身份证号'],
      ['𬱖𠅤', new Date('2024-02-29T00:00:00Z'), 13812341439, 110105194912310000],
      [null, null, null, null],
      ['a&<b>"', true, 0.1 + 0.2, '11010519491231002X'],
    ];
    const path = await fileWith(await writeXlsx({ sheets: [{ name: '甲', rows }] }));
    expect(await describeTable(path)).toEqual({ kind: 'workbook' });
    expect(await rowsOf(path)).toEqual([
      { rowNumber: 1, cells: ['姓名', '日期', '电话', '身份证号'] },
      { rowNumber: 2, cells: ['𬱖𠅤', '2024-02-29', '13812341439', '110105194912310000'], damaged: [3] },
      { rowNumber: 4, cells: ['a&<b>"', 'TRUE', '0.3', '11010519491231002X'] },
    ]);
  });

  it.each([
    ['as Excel orders them', 'sheet1.xml', 'sharedStrings.xml'],
    ['with names of their own', '名册.xml', 'texts.xml'],
  ])('have shared strings behind the sheets, %s', async (_, sheetName, stringsName) => {
    const relation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
    const related = (...targets: [type: string, target: string][]): string =>
      `<Relationships>${targets.map(([type, target], index) => `<Relationship Id="rId${index + 1}" Type="${relation}/${type}" Target="${target}"/>`).join('')}</Relationships>`;
    const parts: Record<string, string> = {
      [`xl/worksheets/${sheetName}`]:
        '<worksheet><sheetData><row r="1"><c r="B1" t="s"><v>0</v></c></row></sheetData></worksheet>',
      [`xl/${stringsName}`]:
        '<sst><si><r><rPr><b/></rPr><t>姓</t></r><r><t>名</t></r><rPh sb="0" eb="1"><t>xing</t></rPh></si></sst>',
      'xl/workbook.xml': `<workbook xmlns:r="${relation}"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>`,
      'xl/_rels/workbook.xml.rels': related(
        ['worksheet', `worksheets/${sheetName}`],
        ['sharedStrings', stringsName],
      ),
      '_rels/.rels': related(['officeDocument', 'xl/workbook.xml']),
      '[Content_Types].xml': '<Types/>',
    };
    const content = zip(Object.entries(parts).map(([name, xml]) => ({ name, data: Buffer.from(xml) })));
    expect(await rowsOf(await fileWith(content))).toEqual([{ rowNumber: 1, cells: ['', '姓名'] }]);
  });

  it('may arrive as a stream, whose temporary file goes away', async () => {
    const before = (await readdir(tmpdir())).filter((name) => name.startsWith('zhixing-table-'));
    const path = await fileWith(await workbookOf([['甲', '乙']]));
    expect(await rowsOf(createReadStream(path))).toHaveLength(2);
    for await (const row of readTable(createReadStream(path))) {
      expect(row.rowNumber).toBe(1);
      break;
    }
    await expect(rowsOf(createReadStream(path), { limits: { bytes: 100 } })).rejects.toThrow(
      refused('tooLarge'),
    );
    const after = (await readdir(tmpdir())).filter((name) => name.startsWith('zhixing-table-'));
    expect(after.filter((name) => !before.includes(name))).toEqual([]);
  });

  it('are read from another sheet by position and name', async () => {
    const column = { header: 'x', kind: 'text', width: 10 } as const;
    const sheets = ['甲', '乙'].map((name) => ({ name, titleLines: [], columns: [column], rows: [[name]] }));
    const path = await fileWith(await buffer(writeWorkbook({ sheets })));
    expect((await rowsOf(path, { sheet: 1 })).at(-1)?.cells).toEqual(['乙']);
    expect((await rowsOf(path, { sheet: '乙' })).at(-1)?.cells).toEqual(['乙']);
  });

  it('are unpacked no faster than their rows are taken', async () => {
    const content = await workbookOf(
      Array.from({ length: 100_000 }, (_, index) => [`${index}`, `${Math.sin(index)}`]),
    );
    const file = await TableBytes.open({ path: await fileWith(content) });
    const read = file.read.bind(file);
    let bytes = 0;
    file.read = (start, end) => {
      bytes += end - start;
      return read(start, end);
    };
    const rows = readWorkbook(file, defaultTableLimits);
    await rows.next();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(content.length).toBeGreaterThan(2_000_000);
    expect(bytes).toBeLessThan(400_000);
    await rows.return(undefined);
    await file.close();
  });
});

describe('files that are refused', () => {
  const noise = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919) % 256));

  it.each([
    ['a PDF', Buffer.from('%PDF-1.7 text only'), 'notATable'],
    [
      'a web page renamed to .xls',
      Buffer.from('\ufeff<html><table><tr><td>1</td></tr></table>'),
      'notATable',
    ],
    ['binary data', noise, 'notATable'],
    ['nothing', Buffer.alloc(0), 'notATable'],
    ['a workbook of Excel 97', Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), noise]), 'oldWorkbook'],
    [
      'a workbook with a password',
      Buffer.concat([
        Buffer.from('d0cf11e0a1b11ae1', 'hex'),
        noise,
        Buffer.from('EncryptedPackage', 'utf16le'),
      ]),
      'encrypted',
    ],
    ['text of no encoding', Buffer.from([0x61, 0x2c, 0xff, 0xff, 0x0a]), 'encoding'],
    [
      'an archive of other things',
      zip([{ name: 'word/document.xml', data: Buffer.from('<w/>') }]),
      'notATable',
    ],
  ])('such as %s', async (_, content, code) => {
    const path = await fileWith(content);
    await expect(describeTable(path)).rejects.toThrow(refused(code));
    await expect(rowsOf(path)).rejects.toThrow(refused(code));
  });

  it('such as a workbook cut off anywhere', async () => {
    const whole = await workbookOf(
      Array.from({ length: 500 }, (_, index) => [`${index}`, `${Math.sin(index)}`]),
    );
    for (const share of [0.01, 0.3, 0.6, 0.9, 0.999])
      await expect(rowsOf(await fileWith(whole.subarray(0, whole.length * share)))).rejects.toThrow(
        refused('damaged'),
      );
  });

  it('such as a workbook with one changed byte in its sheet', async () => {
    const whole = await workbookOf(
      Array.from({ length: 500 }, (_, index) => [`${index}`, `${Math.sin(index)}`]),
    );
    whole.writeUInt8(whole.readUInt8(5000) ^ 0x10, 5000);
    await expect(rowsOf(await fileWith(whole))).rejects.toThrow(refused('damaged'));
  });

  it('such as a bomb of 2.7 MB, before it is unpacked', async () => {
    const zeros = Buffer.alloc(64 * 1024 * 1024, ' ');
    const packed = deflateRawSync(zeros);
    const entries = Array.from({ length: 40 }, (_, index) => ({
      name: `xl/worksheets/sheet${index + 1}.xml`,
      data: zeros,
      packed,
    }));
    const bomb = zip([{ name: 'xl/workbook.xml', data: Buffer.from('<workbook/>') }, ...entries]);
    expect(bomb.length).toBeGreaterThan(2_000_000);
    const path = await fileWith(bomb);
    await expect(rowsOf(path)).rejects.toThrow(refused('bomb'));
  });

  it('such as a bomb that lies about its size', async () => {
    const honest = await workbookOf([['甲', '乙']]);
    const at = honest.indexOf(Buffer.from('504b0102', 'hex'));
    honest.writeUInt32LE(100, at + 24);
    await expect(rowsOf(await fileWith(honest))).rejects.toThrow(refused('bomb'));
  });

  it('such as more rows or columns than agreed', async () => {
    const path = await fileWith(
      await workbookOf([
        ['a', 'b'],
        ['c', 'd'],
      ]),
    );
    await expect(rowsOf(path, { limits: { rows: 2 } })).rejects.toThrow(refused('tooLarge'));
    await expect(rowsOf(path, { limits: { columns: 1 } })).rejects.toThrow(
      expect.objectContaining({ params: { limit: 'columns', most: 1 } }),
    );
  });

  it('when the asker has stopped waiting', async () => {
    await expect(rowsOf(`${golden}utf8-bom.csv`, { signal: AbortSignal.abort() })).rejects.toThrow(
      refused('cancelled'),
    );
  });
});

describe('countTableRows', () => {
  it('counts rows with content of workbooks and texts, and never refuses', async () => {
    const rows = Array.from({ length: 12_345 }, (_, index) => [`张三${index}`, index % 3 ? '蓝田县' : '']);
    expect(await countTableRows({ path: await fileWith(await workbookOf(rows)) })).toBe(12_346);
    const text = rows.map((row) => `${row.join(',')}\n`).join('\n');
    expect(await countTableRows({ path: await fileWith(text) })).toBe(12_345);
    const others = await writeXlsx({ sheets: [{ name: '表', rows: [['甲'], [], [null], ['乙', 3], [7]] }] });
    expect(await countTableRows({ path: await fileWith(others) })).toBe(3);
    expect(await countTableRows({ path: await fileWith('%PDF-1.7') })).toBeUndefined();
  });
});

describe('sealed files', () => {
  const keyring = new Keyring([
    { id: 'k1', secret: randomBytes(32) },
    { id: 'lookup', secret: randomBytes(32) },
  ]);

  it('are read as the files they were, workbook and text', async () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => [`${index}`, `${Math.sin(index)}`]);
    const text = Buffer.from(rows.map((row) => `${row.join(',')}\n`).join(''));
    for (const content of [await workbookOf(rows), text]) {
      const path = await fileWith(await buffer(keyring.sealFile(Readable.from([content]), 'test')));
      const file = await openFile(path);
      const source = { path, key: await keyring.fileKey(file, 'test') };
      await file.close();
      expect((await rowsOf(source)).at(-1)?.cells).toEqual(rows.at(-1));
      expect((await describeTable(source)).kind).toBe(content === text ? 'text' : 'workbook');
      expect(await countTableRows(source)).toBe(content === text ? 20_000 : 20_001);
      const changed = await readFile(path);
      changed.writeUInt8(changed.readUInt8(70_000) ^ 1, 70_000);
      await writeFile(path, changed);
      await expect(rowsOf(source)).rejects.toThrow(refused('damaged'));
    }
  });
});

describe('readTableUnderHeader', () => {
  const columns = [
    { key: 'name', headings: ['姓名'] },
    { key: 'unit', headings: ['单位'] },
  ] as const;

  it('gives header and rows below it', async () => {
    const { header, rows } = await readTableUnderHeader(`${golden}gb18030-rare.csv`, columns);
    expect(header.rowNumber).toBe(1);
    const names: unknown[] = [];
    for await (const row of rows) names.push(row.cells[header.positions.get('name')!]);
    expect(names).toEqual(['䶮㛃', '𬱖𠅤']);
  });

  it('says when there is none', async () => {
    await expect(readTableUnderHeader(await fileWith('a,b\nc,d\n'), columns)).rejects.toThrow(
      refused('noHeader'),
    );
  });
});

interface Part {
  name: string;
  data: Buffer;
  packed?: Buffer;
}

function zip(parts: readonly Part[]): Buffer {
  let offset = 0;
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  for (const { name, data, packed = deflateRawSync(data) } of parts) {
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt16LE(Buffer.byteLength(name), 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(crc32(data), 16);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(data.length, 24);
    entry.writeUInt16LE(Buffer.byteLength(name), 28);
    entry.writeUInt32LE(offset, 42);
    bodies.push(local, Buffer.from(name), packed);
    directory.push(entry, Buffer.from(name));
    offset += 30 + Buffer.byteLength(name) + packed.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, listing, end]);
}
