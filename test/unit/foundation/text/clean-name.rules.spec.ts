import { cleanName } from '../../../../src/foundation/text/clean-name.rules.js';

describe('cleanName', () => {
  it.each([
    ['  张　伟 ', '张伟'],
    ['张\u202e三\u200b', '张三'],
    ['买买提 • 艾力', '买买提·艾力'],
    ['买买提・艾力', '买买提·艾力'],
    ['Anna   Li', 'Anna Li'],
    ['José', 'José'],
    ['䶮㛃𬱖𠅤', '䶮㛃𬱖𠅤'],
    ['\ue863伟', '䶮伟'],
    ['邉\u{e0101}', '邉'],
  ])('of %j is %j', (raw, name) => {
    expect(cleanName(raw)).toBe(name);
  });

  it.each([
    ['\u200b \u3000', 'name.empty', {}],
    ['张\ue000', 'name.privateUse', { character: 'U+E000' }],
    ['张\u{f0000}', 'name.privateUse', { character: 'U+F0000' }],
    ['张\ufffd', 'name.garbled', {}],
    ['张\ud840', 'name.garbled', {}],
    ['张'.repeat(51), 'name.tooLong', { most: 50 }],
  ])('refuses %j as %s', (raw, code, params) => {
    expect(() => cleanName(raw)).toThrow(expect.objectContaining({ code, params }));
  });
});
