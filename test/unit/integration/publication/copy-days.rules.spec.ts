import { sameWeekdayNextYear } from '../../../../src/integration/publication/copy-days.rules.js';

describe('the proposed first day of a copy', () => {
  it('is the same weekday 52 weeks later', () => {
    expect(sameWeekdayNextYear('2026-12-01', '2026-12-10')).toBe('2027-11-30');
  });

  it('is never in the past, and still the same weekday', () => {
    expect(sameWeekdayNextYear('2020-12-01', '2026-11-24')).toBe('2026-11-24');
    expect(sameWeekdayNextYear('2020-12-01', '2026-11-25')).toBe('2026-12-01');
  });
});
