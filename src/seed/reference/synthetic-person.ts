import { syntheticCitizenId } from '../../targeting/trainee/citizen-id.rules.js';
import type { Random } from './random.js';

const surnames = [
  ...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文',
  '欧阳',
  '司马',
  '上官',
  '尉迟',
];
const givenNames = [
  ...'伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉力红玲建国华志斌海燕波宁福生龙元全胜学祥才发成康星光天达安岩中茂进林有坚和彪博诚先敬震振壮会思群豪心邦承乐绍功松善厚庆民友裕河哲江浩亮政谦亨奇固之轮翰朗伯宏言若鸣朋栋维启克伦旭鹏泽晨辰士以家致树炎德行时泰盛',
];
/** Characters beyond the basic block that real names use; they must survive every path. */
const rareCharacters = ['䶮', '㛃', '𬱖', '𠅤', '堃', '喆', '赟', '龑'];

/** A person who does not exist: name, ID with a right check character, phone in a range kept free of real people. */
export interface SyntheticPerson {
  name: string;
  sex: 'male' | 'female';
  birthDate: string;
  citizenId: string;
  phone: string;
}

/** Person number `index` of the province; a county's six digits stand in the ID. */
export function syntheticPerson(random: Random, index: number, countyCode: string): SyntheticPerson {
  const year = random.between(1966, 1998);
  const birthDate = `${year}-${twoDigits(random.between(1, 12))}-${twoDigits(random.between(1, 28))}`;
  const male = random.chance(0.72);
  // The last digit of the sequence tells the sex; the county, birth date and sequence together must not repeat.
  const sequence = (Math.floor(index / 60) % 499) * 2 + (male ? 1 : 2);
  return {
    name: nameOf(random),
    sex: male ? 'male' : 'female',
    birthDate,
    citizenId: syntheticCitizenId(countyCode.slice(0, 6), birthDate, sequence % 1000),
    phone: `199${String(index).padStart(8, '0')}`,
  };
}

function nameOf(random: Random): string {
  const rare = random.chance(0.01) ? random.pick(rareCharacters) : '';
  const given = random.pick(givenNames) + (random.chance(0.75) ? random.pick(givenNames) : '');
  return random.pick(surnames) + (rare ? rare : given);
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
