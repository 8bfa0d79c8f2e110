import { traineeSearchOf } from '../../../../src/targeting/trainee/trainee-search.rules.js';

describe('traineeSearchOf', () => {
  it.each([
    ['张 三', { by: 'name', part: '张三' }],
    ['𬱖', { by: 'name', part: '𬱖' }],
    ['Zhang San', { by: 'pinyin', word: 'zhangsan' }],
    ['lü', { by: 'pinyin', word: 'lv' }],
    ['002x', { by: 'lastFour', lastFour: '002X' }],
    ['138 0000-0001', { by: 'phone', phone: '13800000001' }],
    ['100%', { by: 'name', part: '100%' }],
    ['  ', undefined],
  ])('takes %j', (text, expected) => {
    expect(traineeSearchOf(text)).toEqual(expected);
  });

  it('refuses a whole citizen ID', () => {
    expect(() => traineeSearchOf('11010519491231002x')).toThrow('error.invalidInput');
  });
});
