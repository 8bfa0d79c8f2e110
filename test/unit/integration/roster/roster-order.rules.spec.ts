import { inOrder } from '../../../../src/integration/roster/roster-order.rules.js';
import { pinyinKey } from '../../../../src/foundation/text/pinyin.rules.js';

const people = ['周建国', '丁一', '曾乐', '王二'].map((name, index) => ({
  name,
  pinyinKey: pinyinKey(name),
  number: String(index + 9),
  seatOrder: [2, null, 1, null][index] ?? null,
}));

describe('inOrder', () => {
  it.each([
    ['number', ['周建国', '丁一', '曾乐', '王二']],
    ['pinyin', ['丁一', '王二', '曾乐', '周建国']],
    ['strokes', ['丁一', '王二', '周建国', '曾乐']],
    ['seat', ['曾乐', '周建国', '丁一', '王二']],
  ] as const)('lists people by %s', (order, names) => {
    expect(inOrder(people, order).map(({ name }) => name)).toEqual(names);
  });
});
