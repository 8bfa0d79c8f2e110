import type { Readable } from 'node:stream';
import type { SheetRow } from '../../src/foundation/spreadsheet/sheet.js';
import { writeWorkbook } from '../../src/foundation/spreadsheet/workbook.writer.js';
import { citizenIdOf } from './citizen-id.js';

/** The columns of the files that tests and benches import. */
export const headings = [
  '姓名',
  '身份证号',
  '手机号',
  '性别',
  '民族',
  '政治面貌',
  '学历',
  '人员类别',
  '职级',
  '单位',
  '职务',
  '管理单位区划',
  '派驻村',
  '派驻开始',
];

const surnames = Array.from(
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈',
);
const given = Array.from('伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国志文斌宁飞鹏䶮𬱖');

export interface PeopleFile {
  /** Twelve-digit codes or full names of managing divisions, taken in turn. */
  readonly divisions: readonly string[];
  /** Villages for every third person; nobody is posted without. */
  readonly villages?: readonly string[];
  /** Number of the first person, so that files may share people or not. */
  readonly first?: number;
}

/** One person as a row under {@link headings}. */
export function personRow(number: number, { divisions, villages = [] }: PeopleFile): string[] {
  const citizenId = citizenIdOf(number);
  const posted = villages.length > 0 && number % 3 === 0;
  return [
    surnames[number % surnames.length]! +
      given[Math.floor(number / 7) % given.length]! +
      given[number % given.length]!,
    citizenId,
    `138${String(number).padStart(8, '0')}`,
    Number(citizenId.charAt(16)) % 2 === 1 ? '男' : '女',
    '汉族',
    '中共党员',
    '大学本科',
    posted ? '第一书记' : '乡镇干部',
    '科员',
    `示例单位${number % 200}`,
    '干事',
    divisions[number % divisions.length]!,
    posted ? villages[number % villages.length]! : '',
    posted ? '2023-05-01' : '',
  ];
}

/** Ways in which a row goes wrong; each leaves a row that must be reported. */
export const spoilers: ((row: string[]) => void)[] = [
  (row) => (row[0] = ''),
  (row) => (row[1] = `${row[1]!.slice(0, 17)}${row[1]!.endsWith('1') ? '2' : '1'}`),
  (row) => (row[2] = '12345'),
  (row) => (row[7] = '火星人'),
  (row) => (row[11] = '没有这个县'),
];

/** People from `first` on; the rows at the given positions (from 0) are spoilt, each in the next way. */
export function* peopleRows(
  count: number,
  file: PeopleFile,
  bad: readonly number[] = [],
): Generator<string[]> {
  const spoilt = new Map(bad.map((position, index) => [position, spoilers[index % spoilers.length]!]));
  for (let position = 0; position < count; position += 1) {
    const row = personRow((file.first ?? 0) + position, file);
    spoilt.get(position)?.(row);
    yield row;
  }
}

/** An .xlsx of rows under {@link headings}, with a title line, as offices send it. */
export function workbookOf(rows: Iterable<SheetRow>): Readable {
  const columns = headings.map((header) => ({ header, kind: 'text' as const, width: 16 }));
  return writeWorkbook({ sheets: [{ name: '名单', titleLines: ['干部名单'], columns, rows }] });
}

/** Comma-separated text in GBK. */
export function gbkOf(rows: readonly (readonly string[])[]): Buffer {
  const text = rows.map((row) => `${row.join(',')}\r\n`).join('');
  return Buffer.concat(
    Array.from(text).map((character) => gbkBytes().get(character) ?? Buffer.from(character)),
  );
}

let table: Map<string, Buffer> | undefined;

function gbkBytes(): Map<string, Buffer> {
  if (table) return table;
  table = new Map();
  const decoder = new TextDecoder('gbk');
  for (let lead = 0x81; lead <= 0xfe; lead += 1)
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const bytes = Buffer.from([lead, trail]);
      const character = decoder.decode(bytes);
      if (character.length === 1 && !table.has(character)) table.set(character, bytes);
    }
  return table;
}
