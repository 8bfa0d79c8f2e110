import type { HeaderColumn } from '../../../foundation/spreadsheet/table-header.rules.js';

/** Columns of the register's import file, in the order of its template. */
export const traineeColumnKeys = [
  'name',
  'citizenId',
  'phone',
  'sex',
  'ethnicity',
  'politicalStatus',
  'education',
  'category',
  'level',
  'organization',
  'position',
  'managingDivision',
  'postingVillage',
  'postingFrom',
  'postingTo',
] as const;

export type TraineeColumnKey = (typeof traineeColumnKeys)[number];

export interface TraineeColumn extends HeaderColumn<TraineeColumnKey> {
  readonly required: boolean;
  /** Width in the template, in western characters. */
  readonly width: number;
  /** Longest text, in characters. */
  readonly longest: number;
}

/** Headings as the template and the usual exports of WPS, Excel and other registers write them, the template's first. */
export const traineeColumns: readonly TraineeColumn[] = [
  column('name', ['姓名', '学员姓名', '干部姓名', '名字', 'name'], 14, 50, true),
  column(
    'citizenId',
    [
      '身份证号',
      '身份证号码',
      '公民身份号码',
      '居民身份证号',
      '身份证',
      '证件号码',
      '证件号',
      'citizen id',
      'id number',
    ],
    24,
    30,
    true,
  ),
  column(
    'phone',
    [
      '手机号',
      '手机号码',
      '手机',
      '联系电话',
      '联系方式',
      '电话',
      '电话号码',
      '移动电话',
      '联系手机',
      'mobile',
      'phone',
    ],
    16,
    30,
  ),
  column('sex', ['性别', 'sex', 'gender'], 8, 10),
  column('ethnicity', ['民族', 'ethnicity'], 12, 20),
  column('politicalStatus', ['政治面貌', '政治面目', 'political status'], 16, 30),
  column('education', ['学历', '文化程度', '最高学历', '全日制学历', 'education'], 14, 30),
  column(
    'category',
    ['人员类别', '干部类别', '学员类别', '培训对象类别', '类别', '身份类别', 'category'],
    20,
    30,
    true,
  ),
  column('level', ['职级', '级别', '行政级别', '职务层次', '干部级别', 'level'], 14, 30),
  column(
    'organization',
    ['单位', '工作单位', '所在单位', '派出单位', '单位名称', '单位全称', 'organization', 'unit'],
    30,
    100,
  ),
  column('position', ['职务', '现任职务', '岗位', '职位', 'position'], 20, 100),
  column(
    'managingDivision',
    [
      '管理单位区划',
      '管理区划',
      '所属区划',
      '行政区划',
      '区划',
      '区划代码',
      '行政区划代码',
      '所属县区',
      'division',
    ],
    30,
    100,
    true,
  ),
  column(
    'postingVillage',
    ['派驻村', '派驻村代码', '驻村', '帮扶村', '驻点村', '所驻村', 'posting village'],
    30,
    100,
  ),
  column(
    'postingFrom',
    ['派驻开始', '派驻开始日期', '派驻时间', '驻村开始时间', '驻村时间', '任职开始', 'posting from'],
    14,
    30,
  ),
  column('postingTo', ['派驻结束', '派驻结束日期', '驻村结束时间', '任职结束', 'posting to'], 14, 30),
];

function column(
  key: TraineeColumnKey,
  headings: readonly string[],
  width: number,
  longest: number,
  required = false,
): TraineeColumn {
  return { key, headings, width, longest, required };
}
