import { doubtsOf } from '../../../../src/integration/attendance/check-in-doubt.rules.js';

const mark = (enrollmentId: string, minute: number, device: string | null = null, triedOldCode = false) => ({
  enrollmentId,
  checkedInAt: new Date(Date.UTC(2030, 4, 6, 0, minute)),
  device,
  triedOldCode,
});

describe('doubts about check-ins', () => {
  it('names everyone who shares a browser, and nobody without one', () => {
    const doubts = doubtsOf([
      mark('a', 0, 'x'),
      mark('b', 0, 'x'),
      mark('c', 0, 'y'),
      mark('d', 0),
      mark('e', 0),
    ]);
    expect([...doubts]).toEqual([
      ['a', ['sharedDevice']],
      ['b', ['sharedDevice']],
    ]);
  });

  it('names who tried a code that had run out', () => {
    expect(doubtsOf([mark('a', 0, null, true), mark('b', 0)])).toEqual(new Map([['a', ['oldCode']]]));
  });

  it('names who checked in more than ten minutes from everybody else, once there is a burst to tell', () => {
    const burst = Array.from({ length: 9 }, (_, index) => mark(`p${index}`, index));
    expect(doubtsOf([...burst, mark('late', 19)])).toEqual(new Map([['late', ['alone']]]));
    expect(doubtsOf([...burst, mark('late', 18)])).toEqual(new Map());
    expect(doubtsOf([...burst, mark('late', 40), mark('friend', 41)])).toEqual(new Map());
    expect(doubtsOf([...burst.slice(1), mark('late', 60)])).toEqual(new Map());
  });
});
