import {
  countingHours,
  leaveLeft,
  sessionsCovered,
} from '../../../../src/integration/attendance/leave.rules.js';

const on = (from: string, to: string, hours: number, closingCeremony = false) => ({
  startsAt: new Date(`2030-05-06T${from}+08:00`),
  endsAt: new Date(`2030-05-06T${to}+08:00`),
  hours,
  closingCeremony,
});

describe('leave', () => {
  const sessions = [on('08:30', '12:30', 4), on('14:30', '17:30', 3.3), on('17:30', '18:00', 0.5, true)];
  const covered = (from: string, to: string) => sessionsCovered(sessions, on(from, to, 0));

  it('covers a session that it touches in part, and none that it only meets', () => {
    expect(covered('12:00', '13:00')).toEqual([sessions[0]]);
    expect(covered('12:30', '14:30')).toEqual([]);
    expect(covered('08:00', '18:00')).toHaveLength(3);
  });

  it('counts whole sessions without the closing ceremony, exact to a tenth', () => {
    expect(countingHours(covered('08:00', '18:00'))).toBe(7.3);
    expect(countingHours(covered('17:45', '18:00'))).toBe(0);
    expect(countingHours(Array.from({ length: 10 }, () => on('08:00', '09:00', 0.1)))).toBe(1);
  });

  it('leaves 1/7 of the hours, rounded down so that nobody is promised too much', () => {
    expect(leaveLeft(56, 1 / 7, 0)).toBe(8);
    expect(leaveLeft(40, 1 / 7, 0)).toBe(5.7);
    expect(leaveLeft(56, 1 / 7, 5.3)).toBe(2.7);
    expect(leaveLeft(56, 1 / 7, 9)).toBe(0);
  });
});
