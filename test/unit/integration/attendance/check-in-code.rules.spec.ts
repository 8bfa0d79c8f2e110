import {
  checkInCode,
  checkInObstacle,
  isCurrentCode,
  isLate,
  stepSeconds,
} from '../../../../src/integration/attendance/check-in-code.rules.js';

const secret = Buffer.from('0123456789abcdef');
const session = 'session-1';
const step = stepSeconds * 1000;
/** The first instant of a time step. */
const begin = Math.ceil(Date.parse('2030-05-06T00:30:00Z') / step) * step;
const at = (milliseconds: number): Date => new Date(begin + milliseconds);

describe('the rotating code', () => {
  const code = checkInCode(secret, session, at(0));

  it('is six characters that cannot be taken for each other', () => {
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{6}$/);
  });

  it.each([
    ['as soon as it shows', 0, true],
    ['until its own step ends', step - 1, true],
    ['for the whole next step', 2 * step - 1, true],
    ['no longer after two steps', 2 * step, false],
    ['not before it shows', -1, false],
  ])('is taken %s', (_when, milliseconds, taken) => {
    expect(isCurrentCode(secret, session, code, at(milliseconds))).toBe(taken);
  });

  it('belongs to one session and one class', () => {
    expect(isCurrentCode(secret, 'session-2', code, at(0))).toBe(false);
    expect(isCurrentCode(Buffer.from('another secret!!'), session, code, at(0))).toBe(false);
  });

  it('forgives small letters, spaces and look-alikes', () => {
    const withDigits = Array.from({ length: 500 }, (_, n) => at(n * step)).find((moment) =>
      /0.*1|1.*0/.test(checkInCode(secret, session, moment)),
    );
    expect(withDigits).toBeDefined();
    const shown = checkInCode(secret, session, withDigits ?? at(0));
    const typed = ` ${shown.toLowerCase().replace(/0/g, 'o').replace(/1/g, 'l')} `;
    expect(isCurrentCode(secret, session, typed, withDigits ?? at(0))).toBe(true);
  });
});

describe('the time of check-in', () => {
  const lesson = { startsAt: new Date('2030-05-06T08:30+08:00'), endsAt: new Date('2030-05-06T12:30+08:00') };
  const obstacle = (time: string): string | undefined =>
    checkInObstacle(lesson, new Date(`2030-05-06T${time}+08:00`));

  it('opens half an hour before and closes with the end, both included', () => {
    expect(obstacle('07:59:59.999')).toBe('attendance.tooEarly');
    expect(obstacle('08:00')).toBeUndefined();
    expect(obstacle('12:30')).toBeUndefined();
    expect(obstacle('12:30:00.001')).toBe('attendance.tooLate');
  });

  it('is late only after a quarter of an hour', () => {
    expect(isLate(lesson, new Date('2030-05-06T08:45+08:00'))).toBe(false);
    expect(isLate(lesson, new Date('2030-05-06T08:45:00.001+08:00'))).toBe(true);
  });
});
