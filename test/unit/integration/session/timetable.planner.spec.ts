import { modeMix } from '../../../../src/integration/session/mode-mix.rules.js';
import { timetableOf } from '../../../../src/integration/session/timetable.planner.js';

const at = (moment: string) => ({ startsAt: new Date(`${moment}+08:00`) });
const term = { startsOn: '2026-12-01', endsOn: '2026-12-02' };

describe('the timetable', () => {
  it('puts sessions into their day and part of the day, Asia/Shanghai', () => {
    const sessions = [
      at('2026-12-01T00:30'),
      at('2026-12-01T11:59'),
      at('2026-12-02T12:00'),
      at('2026-12-02T18:00'),
    ];

    const { days, periods } = timetableOf(sessions, term, false);

    expect(days).toEqual(['2026-12-01', '2026-12-02']);
    expect(periods.map(({ key, cells }) => [key, cells.map((cell) => cell.sessions.length)])).toEqual([
      ['morning', [2, 0]],
      ['afternoon', [0, 1]],
      ['evening', [0, 1]],
    ]);
  });

  it('shows every session, whatever the term, and no empty evening to read', () => {
    const sessions = [at('2026-12-09T08:30')];
    const { days, periods } = timetableOf(sessions, term, false);
    expect(days).toEqual(['2026-12-01', '2026-12-02', '2026-12-09']);
    expect(periods.map(({ key }) => key)).toEqual(['morning', 'afternoon']);
    expect(timetableOf(sessions, term, true).periods).toHaveLength(3);
  });

  it('gives a long class columns for its days with sessions alone', () => {
    const long = { startsOn: '2026-03-01', endsOn: '2026-06-30' };
    expect(timetableOf([at('2026-04-01T08:30'), at('2026-04-01T14:30')], long, false).days).toEqual([
      '2026-04-01',
    ]);
  });
});

describe('the mix of modes', () => {
  it('adds hours up by mode and tells the share of practice', () => {
    const mix = modeMix([
      { mode: 'lecture', hours: 16 },
      { mode: 'fieldTeaching', hours: 14 },
      { mode: 'lecture', hours: 4 },
      { mode: 'caseTeaching', hours: 6 },
      { mode: 'ceremony', hours: 0 },
    ]);
    expect(mix.hours).toBe(40);
    expect(mix.modes).toEqual([
      { mode: 'lecture', hours: 20 },
      { mode: 'fieldTeaching', hours: 14 },
      { mode: 'caseTeaching', hours: 6 },
    ]);
    expect(mix.practice).toBe(0.5);
    expect(modeMix([]).practice).toBe(0);
  });
});
