import {
  amountsMustFit,
  Available,
  deadlineMustLeaveTime,
  lightOf,
  recipientsMustDiffer,
} from '../../../../src/integration/call-up/call-up.rules.js';
import {
  CallUpState,
  CallUpVerb,
  nextCallUpState,
} from '../../../../src/integration/call-up/call-up.state.js';
import { noticeNumber } from '../../../../src/integration/call-up/notice-number.rules.js';

const now = new Date('2026-11-23T09:00:00+08:00');
const inHours = (hours: number): Date => new Date(now.getTime() + hours * 3_600_000);

describe('lightOf', () => {
  it.each([
    [0, 80, 'issued', 'plain'],
    [0, 72, 'issued', 'info'],
    [1, 24, 'issued', 'warn'],
    [1, -1, 'closed', 'danger'],
    [2, -1, 'closed', 'ok'],
    [0, 1, 'draft', 'plain'],
    [0, -1, 'withdrawn', 'plain'],
  ] as const)('%i of 2 named, %i hours left, %s: %s', (named, hours, state, light) => {
    expect(lightOf({ named, amount: 2 }, { deadline: inHours(hours), state }, now)).toBe(light);
  });
});

describe('the rules of a notice', () => {
  const available = (free: number): Available => ({
    allocationId: 'a',
    divisionId: 'd',
    divisionCode: '610122000000',
    organizationId: null,
    name: '蓝田县',
    free,
  });
  const line = (amount: number, free: number, divisionId = 'd') => ({
    divisionId,
    organizationId: null,
    amount,
    available: available(free),
  });

  it('lets a deadline lie neither in the past nor after the first day', () => {
    const start = inHours(48);
    expect(deadlineMustLeaveTime(inHours(1), start, now)).toEqual([]);
    expect(deadlineMustLeaveTime(now, start, now)).toMatchObject([{ code: 'call-up.error.deadlineInPast' }]);
    expect(deadlineMustLeaveTime(start, start, now)).toMatchObject([
      { code: 'call-up.error.deadlineAfterStart' },
    ]);
  });

  it('asks of each line and of all together at most what is left', () => {
    expect(amountsMustFit([line(3, 3), line(2, 5)], 5)).toEqual([]);
    expect(amountsMustFit([line(3, 3), line(6, 5)], 9)).toMatchObject([{ field: 'recipients.1.amount' }]);
    expect(amountsMustFit([line(3, 3), line(2, 5)], 4)).toMatchObject([{ params: { sum: 5, free: 4 } }]);
  });

  it('asks nobody twice', () => {
    expect(recipientsMustDiffer([line(1, 1, 'a'), line(1, 1, 'b')])).toEqual([]);
    expect(recipientsMustDiffer([line(1, 1, 'a'), line(2, 2, 'a')])).toMatchObject([
      { field: 'recipients.1' },
    ]);
  });

  it('numbers notices as official papers do', () => {
    expect(noticeNumber('陕', 2026, 3)).toBe('陕训调〔2026〕3 号');
  });
});

describe('nextCallUpState', () => {
  it.each([
    ['issued', 'reply', 'issued'],
    ['closed', 'extend', 'issued'],
    ['draft', 'withdraw', 'withdrawn'],
  ] as [CallUpState, CallUpVerb, CallUpState][])('%s by %s becomes %s', (state, verb, next) => {
    expect(nextCallUpState(state, verb)).toBe(next);
  });

  it.each([
    ['closed', 'reply', 'call-up.error.deadlinePassed'],
    ['withdrawn', 'reply', 'call-up.error.withdrawn'],
    ['draft', 'reply', 'call-up.error.notIssued'],
    ['issued', 'issue', 'call-up.error.verbHasNoMeaning'],
  ] as [CallUpState, CallUpVerb, string][])('%s refuses %s in words', (state, verb, code) => {
    expect(() => nextCallUpState(state, verb)).toThrow(expect.objectContaining({ code }) as Error);
  });
});
