import type { HeatRow } from '../../../../src/foundation/view/chart/heat.chart.js';
import type { LineSeries } from '../../../../src/foundation/view/chart/line.chart.js';
import type { Tile } from '../../../../src/foundation/view/chart/tile-map.chart.js';

const cities: [code: string, name: string, rate: number, counties: string][] = [
  ['610800', '榆林市', 0.851, '榆阳 横山 府谷 靖边 定边 绥德 米脂 佳县 吴堡 清涧 子洲 神木'],
  ['610600', '延安市', 0.918, '宝塔 安塞 延长 延川 志丹 吴起 甘泉 富县 洛川 宜川 黄龙 黄陵 子长'],
  ['610200', '铜川市', 0.922, '王益 印台 耀州 宜君'],
  ['610500', '渭南市', 0.853, '临渭 华州 潼关 大荔 合阳 澄城 蒲城 白水 富平 韩城 华阴'],
  ['610400', '咸阳市', 0.865, '秦都 渭城 三原 泾阳 乾县 礼泉 永寿 长武 旬邑 淳化 武功 兴平 彬州'],
  ['610300', '宝鸡市', 0.939, '渭滨 金台 陈仓 凤翔 岐山 扶风 眉县 陇县 千阳 麟游 凤县 太白'],
  ['610100', '西安市', 0.91, '新城 碑林 莲湖 灞桥 未央 雁塔 阎良 临潼 长安 高陵 鄠邑 蓝田 周至'],
  ['610403', '杨凌示范区', 0.844, '杨陵'],
  ['611000', '商洛市', 0.829, '商州 洛南 丹凤 商南 山阳 镇安 柞水'],
  ['610700', '汉中市', 0.9, '汉台 南郑 城固 洋县 西乡 勉县 宁强 略阳 镇巴 留坝 佛坪'],
  ['610900', '安康市', 0.794, '汉滨 汉阴 石泉 宁陕 紫阳 岚皋 平利 镇坪 白河 旬阳'],
];

const percent = (share: number) => `${(share * 100).toFixed(1)}%`;
const stateOf = (rate: number) =>
  rate >= 0.9
    ? { tone: 'ok', text: '达标' }
    : rate >= 0.8
      ? { tone: 'warn', text: '滞后' }
      : { tone: 'danger', text: '预警' };
const toneOf = (rate: number) => (rate >= 0.9 ? 'plain' : rate >= 0.8 ? 'warn' : 'danger');

const tiles: Tile[] = cities.map(([code, name, value]) => ({
  code,
  name: name.slice(0, 2),
  value,
  text: percent(value),
  href: `#${code}`,
}));
const heatRows: HeatRow[] = cities.map(([, name, rate, counties]) => ({
  name,
  href: '#x',
  text: percent(rate),
  cells: counties.split(' ').map((county, index) => {
    const value = 0.58 + ((index * 37 + county.charCodeAt(0)) % 42) / 100;
    return { name: county, value, text: percent(value), href: '#x' };
  }),
}));
const series: LineSeries[] = [
  {
    name: '实际完成',
    kind: 'actual',
    values: [1, 2, 7, 15, 28, 41, 52, 61, 72, 81, 87.8],
    end: '实际 87.8%',
  },
  { name: '计划进度', kind: 'plan', values: [2, 5, 14, 24, 36, 47, 57, 66, 76, 86, 93], end: '计划 93%' },
  { name: '网络培训', kind: 'second', values: [1, 2, 5, 10, 16, 22, 27, 31, 36, 40, 43], end: '网络 43%' },
];
const levels = [
  { value: 'province', text: '省级' },
  { value: 'city', text: '市级' },
  { value: 'county', text: '县级' },
];
const people = ['朱永红', '宋卫东', '王金凤', '李雪峰', '冯建军', '唐国庆'].map((name, index) => ({
  id: String(index),
  name,
  county: ['留坝县', '宁强县', '勉县'][index % 3],
  town: '江口镇',
  hours: 10 + index * 7,
  at: new Date(Date.UTC(2020, 10, 9 + index, 4, index)),
  state: [
    { tone: 'danger', text: '已退回' },
    { tone: 'info', text: '已报到' },
    { tone: 'ok', text: '已录取' },
    { tone: 'plain', text: '候补' },
    { tone: 'warn', text: '待审核' },
  ][index % 5],
}));
const months = Array.from({ length: 11 }, (_, month) => `${month + 1} 月`);
const spark = series[0]?.values;

/** What the style guide shows; a `problem` may be added to it. */
export const styleGuide = {
  title: '培训完成情况',
  subtitle: '2018—2020 年三年培训计划 · 数据截至 2020-11-20 06:00',
  crumbs: [{ text: '陕西省', href: '#x' }, { text: '全部市区' }],
  badge: { tone: 'info', text: '报名中' },
  segments: [
    { text: '三年累计', href: '#x', current: true },
    { text: '2020 年', href: '#x' },
    { text: '本季度', href: '#x' },
  ],
  kpis: [
    { label: '培训班次', value: '1,554', unit: '个', note: '省级 52 · 市县 1,502', spark },
    { label: '培训人次', value: '248,309', note: '应训 282,723', spark },
    {
      label: '完成率',
      value: '87.8',
      unit: '%',
      note: '比计划慢 5.2 个百分点',
      tone: 'danger',
      spark,
      definition: '参训口径：已参训人次除以应训人次。',
    },
    { label: '证书发放', value: '221,480', unit: '张', note: '结业率 95.4%', spark },
    {
      label: '第一书记覆盖',
      value: '96.2',
      unit: '%',
      note: '8,947 / 9,300 人',
      change: '较上月 +1.8',
      spark,
      href: '#x',
    },
  ],
  series,
  months,
  tiles,
  heatRows,
  columns: [
    { text: '单位' },
    { text: '应训人次', figure: true, drop: true },
    { text: '已训人次', figure: true, sort: 'trained' },
    { text: '完成率', figure: true, sort: 'rate' },
    { text: '满意度', figure: true, drop: true },
    { text: '状态' },
  ],
  rows: cities.map(([, name, rate], index) => ({
    name,
    inner: index > 8,
    required: 33211 - index * 2011,
    trained: Math.round((33211 - index * 2011) * rate),
    rate,
    tone: toneOf(rate),
    satisfaction: 4.5,
    state: stateOf(rate),
  })),
  alerts: [
    {
      icon: 'alert-triangle',
      tone: 'danger',
      text: '安康市完成率低于 80%，连续 2 个月未达进度',
      href: '#x',
      note: '已督办 1 次，回复期限 11-23',
      when: '2 小时前',
    },
    {
      icon: 'clock',
      tone: 'warn',
      text: '榆林市 6 个班次超过计划日期未开班',
      href: '#x',
      note: '涉及 412 人',
      when: '11-18',
    },
    {
      icon: 'info-circle',
      tone: 'info',
      text: '宝鸡市更正 9 月人次数据 −126',
      href: '#x',
      note: '原因：重复录入',
      when: '11-16',
    },
  ],
  ranking: cities.map(([, name, value]) => ({
    text: name,
    href: '#x',
    value,
    figure: percent(value),
    tone: toneOf(value),
  })),
  tabs: [
    { text: '概况', href: '#x' },
    { text: '名册', href: '#x', current: true, count: 118 },
    { text: '课表', href: '#x' },
    { text: '考勤', href: '#x' },
  ],
  chips: [
    { text: '全部', href: '#x', current: true, count: 118 },
    { text: '待审核', href: '#x', count: 21 },
    { text: '我的：留坝、佛坪', href: '#x', own: true },
  ],
  personColumns: [
    { text: '姓名', sort: 'name' },
    { text: '县区' },
    { text: '本年学时', figure: true, sort: 'hours' },
    { text: '报名时间', drop: true },
    { text: '状态' },
  ],
  people,
  steps: [
    { text: '基本信息', note: '名称、时间、承办', href: '#x', state: 'done' },
    { text: '培训对象', note: '规则与覆盖人数', state: 'current' },
    { text: '课程安排', note: '课表与师资', state: 'todo' },
    { text: '名额分配', note: '县区名额、候补', state: 'todo' },
    { text: '检查并发布', note: '通知与归档', state: 'todo' },
  ],
  form: {
    name: '驻村第一书记产业振兴专题培训班（第 3 期）',
    from: '2020-12-01',
    until: '2020-12-05',
    planned: 120,
    closes: new Date('2020-11-25T18:00:00+08:00'),
    aim: '围绕特色产业选育、村集体经济运营，提高谋划产业、带领群众增收的能力。',
    saved: new Date('2020-11-20T14:32:00+08:00'),
  },
  levels,
  ways: [
    { value: 'call-up', text: '组织调训' },
    { value: 'self', text: '自主报名' },
    { value: 'both', text: '推荐 + 审核', hint: '由单位推荐' },
  ],
  divisionLevels: [
    {
      level: 2,
      value: '610700000000',
      options: [
        { code: '610700000000', name: '汉中市' },
        { code: '610800000000', name: '榆林市' },
      ],
    },
    { level: 3, options: [{ code: '610702000000', name: '汉台区' }] },
  ],
  reach: [210, 176, 142, 131].map((value, index) => ({
    text: ['汉台区', '南郑区', '城固县', '洋县'][index],
    value,
    max: 210,
    figure: String(value),
  })),
  hourBars: [
    { text: '集中培训', value: 24, max: 30, figure: '24 / 30' },
    { text: '现场教学', value: 10, max: 10, figure: '10 / 10' },
    { text: '网络学习', value: 12, max: 20, figure: '12 / 20' },
  ],
  links: [
    {
      icon: 'player-play',
      title: '农村电商直播的选品与定价',
      note: '第 5 讲，看到 18:24',
      href: '#x',
      figure: '63%',
      share: 0.63,
    },
    { icon: 'certificate', title: '产业振兴专题培训班（第 1 期）', note: '2020-10-16 · 40 学时', href: '#x' },
  ],
  facts: [
    { term: '派出单位', text: '陕西省农业农村厅' },
    { term: '驻村', text: '留坝县西岔河镇沙坪村' },
    { term: '本年学时', text: '24 / 60' },
    { term: '状态', badge: { tone: 'ok', text: '有效' } },
  ],
  timeline: [
    { title: '脱贫攻坚政策轮训班', note: '2020-06 · 24 学时 · 结业', href: '#x' },
    { title: '消费扶贫网络专题', note: '2020-04 · 8 学时' },
  ],
  signatures: ['班主任', '承办单位'],
  words: {
    range: '时间范围',
    filter: '筛选',
    share: '复制链接',
    print: '打印',
    export: '导出',
    trend: '完成率趋势',
    map: '各市完成率',
    levels: '分级完成情况',
    drill: '点击市名展开到县',
    exportTable: '导出表格',
    total: '全省合计',
    alerts: '待办预警',
    all: '全部 14 条',
    ranking: '完成率排名',
    heat: '107 个县（市、区）热力',
    tabs: '班次',
    job: '正在核验导入的 118 人：64 人已通过，3 人需处理',
    find: '姓名、身份证后四位、村名',
    county: '全部县区',
    state: '全部状态',
    selected: '已选 {n} 人',
    approve: '批准',
    return: '退回',
    roster: '名册',
    basics: '1. 基本信息',
    className: '班次名称',
    nameHint: '建议写明对象、主题和期次，30 字以内',
    level: '举办层级',
    category: '培训类别',
    from: '开始日期',
    until: '结束日期',
    planned: '计划人数',
    persons: '人',
    closes: '报名截止',
    way: '参训方式',
    lines: '内容',
    waitlist: '允许候补',
    waitlistHint: '有空缺时按登记先后递补',
    division: '所在地区',
    notice: '通知文件',
    fileHint: 'PDF，20 MB 以内',
    aim: '培训目标',
    back: '上一步',
    next: '下一步：课程安排',
    reach: '覆盖人数',
    clash: '37 人与“汉中市产业扶贫专题班”时间冲突。',
    lookUp: '查看并排除',
    info: '212 人近 12 个月已参加同主题培训，规则 4 已排除。',
    rule: '按规则自动生成名单，人员变动时每晚重算。',
    conflict: '12 月 3 日上午教师冲突。',
    nextThing: '下一件事',
    nextTitle: '明天 08:30 到汉中市委党校报到',
    place: '汉台区 · 综合楼一层大厅',
    checkIn: '扫码报到',
    route: '路线与须知',
    timetable: '我的课表',
    leave: '请假补课',
    materials: '学习资料',
    ask: '问班主任',
    seats: '你所在的勉县还有 2 个名额',
    seatsNote: '推荐 + 审核 · 全班已报 104 / 120',
    register: '报名',
    hours: '2020 年学时',
    ledger: '学时档案',
    ofHours: '/ 60 学时',
    hoursLabel: '已完成 46 学时，要求 60 学时',
    facts: '证书',
    history: '参训记录',
    eightHours: '8 学时',
    opening: '开班式',
    nothingYet: '还没有班次',
    nothingYetText: '从一份已批准的申请开始，或复制去年的班次。',
    nothingMatches: '没有符合条件的学员',
    create: '新建班次',
    clear: '清空筛选',
    cancelClass: '取消班次',
    cancelText: '已报名的 104 人会收到通知，名额退回各县。',
    word: '取消',
    open: '查看学员',
    person: '朱永红',
    personNote: '留坝县西岔河镇 · 村党组织书记',
  },
};

/** The same with a refused form. */
export const refused = {
  ...styleGuide,
  problem: {
    status: 422,
    code: 'error.invalidInput',
    params: { count: 2 },
    fields: [
      { field: 'planned', code: 'error.max', params: { limit: 300 } },
      { field: 'until', code: 'error.minDate' },
      { field: 'division', code: 'error.required' },
      { field: 'way', code: 'error.required' },
    ],
  },
};
