import {
  checkPublication,
  hasErrors,
  PublicationFacts,
} from '../../../../src/integration/publication/publication-check.rules.js';
import { isTextKey } from '../../../../src/foundation/i18n/translate.js';

/** A class that nothing stands against. */
const sound: PublicationFacts = {
  today: '2026-11-01',
  now: new Date('2026-11-01T10:00+08:00'),
  startsOn: '2026-12-01',
  endsOn: '2026-12-05',
  hours: 40,
  capacity: 120,
  minimumPersons: 60,
  hasHost: true,
  hasHead: true,
  leastAttendance: 0.8,
  sessionCount: 10,
  sessionHours: 40,
  sessionsOutsideTerm: 0,
  clashes: [],
  hasAudience: true,
  reach: 1284,
  hasQuota: true,
  allocated: 120,
  selfRegistration: true,
  closesAt: new Date('2026-11-25T18:00+08:00'),
  approvalNo: '陕训批〔2026〕12 号',
  unprintableTitle: [],
  unprintableNames: [],
};

const clash = { title: '村集体经济运营', kind: 'place', name: '报告厅', otherClassTitle: '轮训班' } as const;

describe('the publication check', () => {
  it('finds nothing in a sound class', () => {
    expect(checkPublication(sound)).toEqual([]);
  });

  it.each<[string, 'error' | 'warning', string, Partial<PublicationFacts>]>([
    ['alreadyOver', 'error', 'basics', { today: '2026-12-06' }],
    ['alreadyBegun', 'warning', 'basics', { today: '2026-12-02' }],
    ['minimumAboveCapacity', 'error', 'basics', { minimumPersons: 121 }],
    ['titleNotPrintable', 'warning', 'basics', { unprintableTitle: ['𠀾（U+2003E）'] }],
    [
      'namesNotPrintable',
      'warning',
      'check',
      { unprintableNames: [{ name: '张𠀾', characters: '𠀾（U+2003E）' }] },
    ],
    ['hostMissing', 'warning', 'basics', { hasHost: false }],
    ['headMissing', 'warning', 'basics', { hasHead: false }],
    ['reachesNobody', 'error', 'audience', { reach: 0 }],
    ['audienceMissing', 'warning', 'audience', { hasAudience: false }],
    ['reachBelowCapacity', 'warning', 'audience', { reach: 119 }],
    ['sessionsMissing', 'error', 'sessions', { sessionCount: 0, sessionHours: 0 }],
    ['hoursTooFewToComplete', 'error', 'sessions', { sessionHours: 31.9 }],
    ['hoursDiffer', 'warning', 'sessions', { sessionHours: 32 }],
    ['hoursDiffer', 'warning', 'sessions', { sessionHours: 40.5 }],
    ['sessionsOutsideTerm', 'error', 'sessions', { sessionsOutsideTerm: 1 }],
    ['placeClash', 'error', 'sessions', { clashes: [clash] }],
    ['instructorClash', 'error', 'sessions', { clashes: [{ ...clash, kind: 'instructor' }] }],
    ['quotaAboveCapacity', 'error', 'quota', { allocated: 121 }],
    ['quotaBelowCapacity', 'warning', 'quota', { allocated: 119 }],
    ['noWayIn', 'warning', 'quota', { hasQuota: false, allocated: 0, selfRegistration: false }],
    ['windowNeverCloses', 'warning', 'audience', { closesAt: null }],
    ['windowClosesAfterStart', 'error', 'audience', { closesAt: new Date('2026-12-02T00:00+08:00') }],
    ['windowAlreadyClosed', 'warning', 'audience', { closesAt: new Date('2026-11-01T10:00+08:00') }],
    ['approvalMissing', 'error', 'check', { approvalNo: null }],
  ])('finds %s as %s at step %s', (code, level, step, broken) => {
    const found = checkPublication({ ...sound, ...broken });

    expect(found).toMatchObject([{ code: `publication.finding.${code}`, level, step }]);
    expect(hasErrors(found)).toBe(level === 'error');
    expect(isTextKey(`publication.finding.${code}`)).toBe(true);
  });
});
