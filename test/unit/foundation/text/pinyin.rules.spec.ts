import { pinyinInitials, pinyinKey, pinyinSpelling } from '../../../../src/foundation/text/pinyin.rules.js';

describe('pinyinSpelling', () => {
  it.each([
    ['曾伟', 'zengwei'],
    ['单雄', 'shanxiong'],
    ['仇和', 'qiuhe'],
    ['区伟', 'ouwei'],
    ['解放', 'xiefang'],
    ['查干', 'zhagan'],
    ['朴树', 'piaoshu'],
    ['种师道', 'chongshidao'],
    ['贠强', 'yunqiang'],
    ['尉迟恭', 'yuchigong'],
    ['尉健', 'weijian'],
    ['万俟建国', 'moqijianguo'],
    ['万里', 'wanli'],
    ['单于复', 'chanyufu'],
    ['吕布', 'lvbu'],
    ['䶮㛃', 'yanjie'],
    ['曾提·艾力', 'cengtiaili'],
  ])('of %s is %s', (name, spelling) => {
    expect(pinyinSpelling(name)).toBe(spelling);
  });
});

describe('pinyinKey', () => {
  it('lists by surname, keeps equal characters together and puts unread characters last', () => {
    const listed = ['𪚥甲', '曾伟', '李明', '里明', '艾力', '李安', '黎明', '𰻝乙', '陈曾', '李'];
    const byKey = [...listed].sort((one, other) =>
      Buffer.compare(Buffer.from(pinyinKey(one)), Buffer.from(pinyinKey(other))),
    );
    expect(byKey).toEqual(['艾力', '陈曾', '黎明', '李', '李安', '李明', '里明', '曾伟', '𪚥甲', '𰻝乙']);
  });

  it('reads every one of 50,000 names, initials included', () => {
    const names = Array.from(
      { length: 50_000 },
      (_, index) =>
        '赵曾单李'.charAt(index % 4) + String.fromCodePoint(0x4e00 + ((index * 7919) % 6_500)) + '伟',
    );
    const keys = names.map((name) => [pinyinKey(name), ...pinyinInitials(name)]);
    expect(keys.every(([key]) => key !== '')).toBe(true);
  });
});

describe('pinyinInitials', () => {
  it('gives what people may type, the likeliest first', () => {
    expect(pinyinInitials('曾乐')).toEqual(['zl', 'cl', 'zy', 'cy']);
    expect(pinyinInitials('万俟建国')[0]).toBe('mqjg');
    expect(pinyinInitials('买买提·艾力')).toContain('mmtal');
    expect(pinyinInitials('张𰻝')).toEqual(['z']);
    expect(pinyinInitials('')).toEqual([]);
    expect(pinyinInitials('曾单乐朴解查区仇').length).toBeLessThanOrEqual(8);
  });
});
