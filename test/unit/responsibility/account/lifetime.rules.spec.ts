import { cookieSeconds, expiryAfterUse } from '../../../../src/responsibility/account/lifetime.rules.js';

const start = new Date('2026-03-01T08:00:00+08:00');
const after = (hours: number) => new Date(start.getTime() + hours * 3_600_000);

describe('expiryAfterUse', () => {
  it('ends a browser after 8 idle hours and at most 24', () => {
    expect(expiryAfterUse('browser', start, after(0))).toEqual(after(8));
    expect(expiryAfterUse('browser', start, after(7))).toEqual(after(15));
    expect(expiryAfterUse('browser', start, after(20))).toEqual(after(24));
  });

  it('ends an own device after 30 idle days and at most 90', () => {
    expect(expiryAfterUse('ownDevice', start, after(0))).toEqual(after(30 * 24));
    expect(expiryAfterUse('ownDevice', start, after(80 * 24))).toEqual(after(90 * 24));
  });
});

it('lets a shared browser forget the cookie with its window', () => {
  expect(cookieSeconds('browser')).toBeUndefined();
  expect(cookieSeconds('ownDevice')).toBe(90 * 86_400);
});
