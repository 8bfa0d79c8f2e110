import { findHeader } from '../../../../../src/foundation/spreadsheet/table-header.rules.js';
import { divisionDictionary } from '../../../../../src/targeting/trainee/import/division-dictionary.rules.js';
import { traineeColumns } from '../../../../../src/targeting/trainee/import/trainee-column.rules.js';
import { standardDictionaries } from '../../../../../src/targeting/trainee/import/trainee-dictionary.rules.js';
import { parseTraineeRow } from '../../../../../src/targeting/trainee/import/trainee-row.rules.js';
import { traineeTemplate } from '../../../../../src/targeting/trainee/import/trainee-template.rules.js';
import { syntheticCitizenId } from '../../../../../src/targeting/trainee/citizen-id.rules.js';

const divisions = divisionDictionary([
  { id: 'c', code: '610122000000', level: 'county', path: ['陕西省', '西安市', '蓝田县'] },
  { id: 'v1', code: '610122100200', level: 'village', path: ['陕西省', '西安市', '蓝田县', '甲镇', '东村'] },
  { id: 'v2', code: '610122101200', level: 'village', path: ['陕西省', '西安市', '蓝田县', '乙镇', '东村'] },
  { id: 'y', code: '610403000000', level: 'county', path: ['陕西省', '杨凌示范区', '杨凌示范区'] },
]);
const dictionaries = { ...standardDictionaries, divisions };
const citizenId = syntheticCitizenId('610122', '1985-03-17', 123);

const good: Record<string, string> = {
  姓名: '张　䶮',
  身份证号: citizenId.toLowerCase(),
  联系电话: '138 1234 1439',
  性别: '男',
  民族: '汉',
  政治面貌: '党员',
  学历: '在职大学',
  人员类别: '第一书记',
  职级: '副科级',
  单位: '蓝田县农业农村局',
  职务: '科员',
  管理单位区划: '蓝田县',
  派驻村: '陕西省/西安市/蓝田县/甲镇/东村',
  派驻开始: '2023.05',
  派驻结束: '2025年5月',
};

function parse(
  changes: Record<string, string> = {},
  damaged: string[] = [],
): ReturnType<typeof parseTraineeRow> {
  const row = { ...good, ...changes };
  const headings = Object.keys(row);
  const header = findHeader([{ rowNumber: 1, cells: headings }], traineeColumns)!;
  return parseTraineeRow(
    {
      rowNumber: 2,
      cells: Object.values(row),
      ...(damaged.length > 0 && { damaged: damaged.map((heading) => headings.indexOf(heading)) }),
    },
    header,
    dictionaries,
    '2025-06-01',
  );
}

function errorsOf(result: ReturnType<typeof parseTraineeRow>): string[] {
  return 'errors' in result ? result.errors.map(({ column, code }) => `${column} ${code}`) : [];
}

describe('parseTraineeRow', () => {
  it('reads a row as people write it', () => {
    expect(parse()).toEqual({
      ok: {
        name: '张䶮',
        citizenId,
        sex: 'male',
        phone: '13812341439',
        ethnicity: '01',
        politicalStatus: '01',
        education: '20',
        category: 'firstSecretary',
        level: 'townshipSection',
        organizationName: '蓝田县农业农村局',
        position: '科员',
        managingDivisionId: 'c',
        posting: { villageId: 'v1', from: '2023-05-01', to: '2025-05-31' },
      },
    });
  });

  it('needs no more than name, ID, category and managing division where the level follows', () => {
    const empty = Object.fromEntries(Object.keys(good).map((heading) => [heading, '']));
    const least = { ...empty, 姓名: '张三', 身份证号: citizenId, 人员类别: '村支书', 管理单位区划: '610122' };
    expect(parse(least)).toEqual({
      ok: {
        name: '张三',
        citizenId,
        sex: 'male',
        category: 'villageSecretary',
        level: 'villageCadre',
        managingDivisionId: 'c',
      },
    });
    expect(errorsOf(parse({ ...least, 人员类别: '选调生' }))).toEqual(['level row.required']);
  });

  it('reports all errors of a row at once', () => {
    const wrong = {
      姓名: '张\ue000',
      身份证号: '110105194912310021',
      联系电话: '12345',
      民族: '火星族',
      人员类别: '',
      管理单位区划: '东村',
      派驻村: '蓝田县',
      派驻开始: '2023-02-30',
    };
    expect(errorsOf(parse(wrong)).sort()).toEqual([
      'category row.required',
      'citizenId citizenId.checkCharacter',
      'ethnicity row.unknownWord',
      'managingDivision division.ambiguous',
      'name name.privateUse',
      'phone phone.invalid',
      'postingFrom date.invalid',
      'postingVillage division.notVillage',
    ]);
  });

  it.each([
    [{ 性别: '女' }, 'sex sex.differs'],
    [{ 派驻开始: '2025-01-01', 派驻结束: '2024-01-01' }, 'postingTo posting.endsBeforeStart'],
    [{ 派驻村: '' }, 'postingVillage posting.withoutVillage'],
    [{ 派驻村: '没有村' }, 'postingVillage division.unknown'],
    [{ 职务: '长'.repeat(101) }, 'position row.tooLong'],
  ])('refuses %j as %s', (changes, error) => {
    expect(errorsOf(parse(changes))).toEqual([error]);
  });

  it('tells a rounded citizen ID from a mistyped one', () => {
    expect(errorsOf(parse({ 身份证号: '610122198503170000' }, ['身份证号']))).toEqual([
      'citizenId row.damaged',
    ]);
  });

  it('repeats no citizen ID that stands in the wrong column', () => {
    const result = parse({ 人员类别: citizenId, 民族: '13812341439' });
    expect(JSON.stringify(result)).not.toContain(citizenId);
    expect(JSON.stringify(result)).not.toContain('13812341439');
  });

  it('knows a division that fills city and county with itself', () => {
    expect(divisions.find('陕西省杨凌示范区')).toHaveProperty('found.id', 'y');
  });
});

describe('traineeTemplate', () => {
  it('has headings that the import finds, and words that it knows', () => {
    const { columns } = traineeTemplate('学员', []);
    const header = findHeader(
      [{ rowNumber: 3, cells: columns.map((column) => column.header) }],
      traineeColumns,
    );
    expect(header?.positions.size).toBe(traineeColumns.length);
    expect(header?.unknown).toEqual([]);
    const category = columns.find((column) => column.header === '*人员类别');
    expect(category?.choices).toHaveLength(11);
    for (const choice of category?.choices ?? []) expect(errorsOf(parse({ 人员类别: choice }))).toEqual([]);
  });

  it('gives every heading one meaning', () => {
    const headings = traineeColumns.flatMap((column) => column.headings);
    expect(new Set(headings).size).toBe(headings.length);
  });
});
