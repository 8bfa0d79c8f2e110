import type { DivisionDictionary } from './division-dictionary.rules.js';

/** Texts as files write them, in plain form, to the code kept in the register. */
export type Dictionary = ReadonlyMap<string, string>;

/** What a row's texts are looked up in. The caller may add local words; the standard ones stand below. */
export interface TraineeDictionaries {
  readonly sexes: Dictionary;
  readonly politicalStatuses: Dictionary;
  readonly educations: Dictionary;
  readonly categories: Dictionary;
  readonly levels: Dictionary;
  readonly divisions: DivisionDictionary;
}

/** A code with its label, the one the template offers, and other words for it. */
export type DictionaryEntry = readonly [code: string, label: string, ...aliases: string[]];

export const sexEntries: readonly DictionaryEntry[] = [
  ['male', '男', '男性', 'm', 'male', '1'],
  ['female', '女', '女性', 'f', 'female', '2'],
];

export const categoryEntries: readonly DictionaryEntry[] = [
  ['firstSecretary', '第一书记', '驻村第一书记', '村第一书记'],
  ['workTeamMember', '驻村工作队员', '工作队员', '驻村队员', '驻村工作队成员', '驻村工作队', '驻村干部'],
  [
    'villageSecretary',
    '村党组织书记',
    '村党支部书记',
    '村支书',
    '村支部书记',
    '村党总支书记',
    '村书记',
    '村党委书记',
    '村书记、主任一肩挑',
    '书记主任一肩挑',
  ],
  [
    'villageOfficial',
    '村“两委”成员',
    '村两委成员',
    '村委会主任',
    '村主任',
    '村委会主任/两委成员',
    '村干部',
    '两委成员',
    '村委会成员',
    '村委委员',
  ],
  ['townshipOfficial', '乡镇干部', '镇干部', '镇办干部', '乡镇（街道）干部', '街道干部', '乡镇新录用人员'],
  ['countyOfficial', '县直干部', '县级部门干部', '县直部门干部', '县区干部', '县直机关干部'],
  ['deputyCountyHead', '挂职副县长', '挂职副县（市、区）长', '挂职副区长', '挂职副市长', '挂职县领导'],
  ['graduateOfficial', '大学生村官', '村官'],
  ['selectedGraduate', '选调生'],
  ['businessOfficial', '业务部门干部', '行业部门干部', '业务干部'],
  ['other', '其他', '其它', '其他人员'],
];

export const levelEntries: readonly DictionaryEntry[] = [
  [
    'provincialDepartment',
    '厅局级',
    '厅级',
    '正厅级',
    '副厅级',
    '正厅',
    '副厅',
    '地厅级',
    '厅局级正职',
    '厅局级副职',
  ],
  [
    'countyDivision',
    '县处级',
    '处级',
    '县级',
    '正处级',
    '副处级',
    '正处',
    '副处',
    '正县级',
    '副县级',
    '县处级正职',
    '县处级副职',
  ],
  ['townshipSection', '乡科级', '科级', '正科级', '副科级', '正科', '副科', '乡科级正职', '乡科级副职'],
  ['staff', '科员及以下', '科员', '一级科员', '二级科员', '办事员', '股级', '股所级', '一般干部', '工勤'],
  ['villageCadre', '村干部', '村级', '村级干部'],
];

/** GB/T 4762. */
export const politicalStatusEntries: readonly DictionaryEntry[] = [
  ['01', '中共党员', '党员', '中国共产党党员', '共产党员'],
  ['02', '中共预备党员', '预备党员', '中国共产党预备党员'],
  ['03', '共青团员', '团员', '中国共产主义青年团团员'],
  ['04', '民革党员', '民革会员', '民革'],
  ['05', '民盟盟员', '民盟'],
  ['06', '民建会员', '民建'],
  ['07', '民进会员', '民进'],
  ['08', '农工党党员', '农工党'],
  ['09', '致公党党员', '致公党'],
  ['10', '九三学社社员', '九三学社', '九三'],
  ['11', '台盟盟员', '台盟'],
  ['12', '无党派人士', '无党派', '无党派民主人士'],
  ['13', '群众', '普通居民', '一般群众'],
];

/** The levels of GB/T 4658. */
export const educationEntries: readonly DictionaryEntry[] = [
  [
    '10',
    '研究生',
    '研究生教育',
    '硕士',
    '硕士研究生',
    '博士',
    '博士研究生',
    '在职研究生',
    '省委党校研究生',
    '中央党校研究生',
    '党校研究生',
  ],
  [
    '20',
    '大学本科',
    '本科',
    '大学',
    '大学本科教育',
    '在职大学',
    '省委党校大学',
    '中央党校大学',
    '党校本科',
    '双学位',
  ],
  ['30', '大学专科', '大专', '专科', '高职', '大学专科教育', '在职大专', '党校大专'],
  ['40', '中专', '中等职业教育', '中等专科', '中技', '职高', '中职', '技校'],
  ['60', '高中', '普通高级中学教育', '普通高中'],
  ['70', '初中', '初级中学教育'],
  ['80', '小学', '小学教育'],
  ['90', '其他', '其它', '文盲', '半文盲'],
];

export const standardDictionaries: Omit<TraineeDictionaries, 'divisions'> = {
  sexes: dictionaryOf(sexEntries),
  politicalStatuses: dictionaryOf(politicalStatusEntries),
  educations: dictionaryOf(educationEntries),
  categories: dictionaryOf(categoryEntries),
  levels: dictionaryOf(levelEntries),
};

/** Finds each entry by its label, its aliases and its code. */
export function dictionaryOf(entries: readonly DictionaryEntry[]): Dictionary {
  return new Map(
    entries.flatMap(([code, ...texts]) => [code, ...texts].map((text) => [plainWord(text), code] as const)),
  );
}

/** Labels in order, for the lists of the template. */
export function labelsOf(entries: readonly DictionaryEntry[]): string[] {
  return entries.map(([, label]) => label);
}

/** A word without blanks, quotation marks and the difference of widths and brackets. */
export function plainWord(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\s"'“”‘’、,()]/gu, '')
    .toLowerCase();
}
