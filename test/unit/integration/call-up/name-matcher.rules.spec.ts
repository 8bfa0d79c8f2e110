import { Known, matchNames, readNames } from '../../../../src/integration/call-up/name-matcher.rules.js';

const names = (text: string): string[] => readNames(text).map(({ name }) => name);

describe('readNames', () => {
  it.each([
    ['one name a line', '王建军\n李雪峰\n宋卫东', ['王建军', '李雪峰', '宋卫东']],
    ['a numbered list', '1.王建军\n2、李雪峰\n（3）宋卫东\n④', ['王建军', '李雪峰', '宋卫东']],
    ['several in a line', '报名：王建军、李雪峰，宋卫东', ['王建军', '李雪峰', '宋卫东']],
    ['blanks inside a name', '张　伟\n李 娜', ['张伟', '李娜']],
    ['a phone behind the name', '王建军 13800138000', ['王建军']],
    ['posts beside the name', '王建军 涝峪口村第一书记 13800138000', ['王建军']],
    ['a post in the line of a name', '涝峪口村 王建军', ['王建军']],
    ['the line of who wrote', '刘主任 2026/11/23 10:02:11\n王建军', ['王建军']],
    ['a chain of WeChat', '#接龙\n参训人员如下\n\n1. 王建军\n2. 李雪峰', ['王建军', '李雪峰']],
    ['names of minorities', '1. 阿依努尔·买买提\n2. 阿依努尔•买买提', ['阿依努尔·买买提']],
    ['rare characters', '𬱖𠅤\n王䶮', ['𬱖𠅤', '王䶮']],
    ['the same name twice', '王建军\n王建军', ['王建军']],
    ['polite words and counts', '收到\n好的，谢谢\n共3人\n王建军', ['王建军']],
    ['nothing', '\n \n', []],
  ])('reads %s', (_, text, expected) => {
    expect(names(text)).toEqual(expected);
  });

  it('keeps phone or last four only with the name they stand beside', () => {
    expect(readNames('王建军 138 0013 8000\n李雪峰 301X\n宋卫东、许建军 13800138001')).toEqual([
      { name: '王建军', phone: '13800138000', lastFour: undefined },
      { name: '李雪峰', phone: undefined, lastFour: '301X' },
      { name: '宋卫东', phone: '13800138001', lastFour: undefined },
    ]);
  });

  it('survives a text of any length', () => {
    expect(names(`${'（'.repeat(50_000)}王建军${' 一'.repeat(50_000)}`)).toEqual([]);
  });
});

describe('matchNames', () => {
  const person = (
    id: string,
    name: string,
    phone: string | null = null,
    citizenIdLastFour = '0000',
  ): Known => ({
    id,
    name,
    phone,
    citizenIdLastFour,
  });
  const register = [
    person('1', '王建军', '13800138000'),
    person('2', '王建军', '13800138001', '301X'),
    person('3', '李雪峰'),
  ];
  const match = (text: string) =>
    matchNames(readNames(text), register).map(({ kind, people }) => [kind, people.map(({ id }) => id)]);

  it('tells one, several and nobody of the name', () => {
    expect(match('李雪峰\n王建军\n许建军')).toEqual([
      ['exact', ['3']],
      ['ambiguous', ['1', '2']],
      ['unknown', []],
    ]);
  });

  it('tells namesakes apart by phone or last four', () => {
    expect(match('王建军 13800138001')).toEqual([['exact', ['2']]]);
    expect(match('王建军 301x')).toEqual([['exact', ['2']]]);
  });

  it('leaves namesakes to choose from when the phone is nobody’s', () => {
    expect(match('王建军 13900139000')).toEqual([['ambiguous', ['1', '2']]]);
  });
});
