import {
  completionRuleWords,
  keptShare,
  perCent,
  shareText,
  wholeRule,
} from '../../../../src/integration/class/completion-rule.rules.js';

const words = (rule: object): string[] =>
  completionRuleWords(rule).map(({ key, params }) =>
    [key.replace('class.completionRule.', ''), ...Object.values(params)].join(' '),
  );

describe('the completion rule of a class', () => {
  it('is the usual one where a class leaves it open', () => {
    expect(wholeRule({ mostUnexcusedAbsences: 0 })).toEqual({
      leastAttendance: 0.8,
      mostUnexcusedAbsences: 0,
      mostLeave: 1 / 7,
    });
  });

  it('takes the per cents of a seventh for the exact seventh, and no other share', () => {
    expect(keptShare(perCent(1 / 7) / 100)).toBe(1 / 7);
    expect(keptShare(0.142)).toBe(0.142);
    expect(keptShare(0.85)).toBe(0.85);
    expect([shareText(0.143), shareText(0.125), shareText(0.9)]).toEqual(['1/7', '12.5%', '90%']);
  });

  it('says every criterion that can decide somebody out', () => {
    expect(words({})).toEqual(['attendance 80%', 'absences 3', 'leave 1/7']);
    expect(words({ leastAttendance: 0, mostUnexcusedAbsences: 0, mostLeave: 0 })).toEqual([
      'noAbsence',
      'noLeave',
    ]);
    expect(words({ leastAttendance: 1, mostUnexcusedAbsences: 1, mostLeave: 1 })).toEqual([
      'attendance 100%',
      'absences 1',
    ]);
  });
});
