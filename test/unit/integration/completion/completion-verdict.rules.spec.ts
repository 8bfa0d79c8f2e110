import { usualCompletionRule } from '../../../../src/integration/class/completion-rule.entity.js';
import {
  type AttendanceRecord,
  completionVerdict,
} from '../../../../src/integration/completion/completion-verdict.rules.js';

const verdict = (changes: Partial<AttendanceRecord>) =>
  completionVerdict(
    { classHours: 56, attendedHours: 56, leaveHours: 0, unexcusedAbsences: 0, ...changes },
    usualCompletionRule,
  );
const failed = (changes: Partial<AttendanceRecord>): string[] =>
  verdict(changes)
    .grounds.filter(({ holds }) => !holds)
    .map(({ criterion }) => criterion);

describe('the verdict on completion', () => {
  it('completes at exactly 1/7 of leave and refuses a tenth of an hour beyond', () => {
    expect(verdict({ attendedHours: 48, leaveHours: 8 }).decision).toBe('completed');
    expect(failed({ attendedHours: 47.9, leaveHours: 8.1 })).toEqual(['leave']);
  });

  it('is not led astray by sums of tenths', () => {
    const leave = Array.from({ length: 7 }, () => 0.1).reduce((sum, hours) => sum + hours, 0.1 + 0.2);
    expect(failed({ classHours: 7, attendedHours: 6, leaveHours: leave })).toEqual([]);
    expect(failed({ classHours: 1, attendedHours: 0.1 + 0.7 })).toEqual([]);
  });

  it('completes with 3 unexcused absences and refuses the fourth', () => {
    expect(failed({ unexcusedAbsences: 3 })).toEqual([]);
    expect(failed({ unexcusedAbsences: 4 })).toEqual(['unexcusedAbsences']);
  });

  it('asks for 80 % of the hours, that share included', () => {
    expect(failed({ classHours: 50, attendedHours: 40 })).toEqual([]);
    expect(failed({ classHours: 50, attendedHours: 39.9 })).toEqual(['attendance']);
  });

  it('lists every criterion with what was found and what is asked for', () => {
    expect(verdict({ attendedHours: 28, leaveHours: 14, unexcusedAbsences: 5 })).toEqual({
      decision: 'refused',
      grounds: [
        { criterion: 'attendance', value: 0.5, limit: 0.8, holds: false },
        { criterion: 'unexcusedAbsences', value: 5, limit: 3, holds: false },
        { criterion: 'leave', value: 0.25, limit: 0.143, holds: false },
      ],
    });
  });

  it('decides nobody out by attendance when the class has no hours', () => {
    expect(verdict({ classHours: 0, attendedHours: 0 }).decision).toBe('completed');
  });
});
