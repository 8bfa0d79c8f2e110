import { shanghaiInstant } from '../../../../src/foundation/clock/clock.js';
import { classAction, seatsLeft } from '../../../../src/integration/trainee-pages/class-action.rules.js';
import type { ClassOffer } from '../../../../src/integration/trainee-pages/class-offer.repository.js';
import { nextThing } from '../../../../src/integration/trainee-pages/next-thing.rules.js';
import type { OwnClass } from '../../../../src/integration/trainee-pages/own-class.repository.js';
import type { OwnSession } from '../../../../src/integration/trainee-pages/own-session.repository.js';
import { sessionDays } from '../../../../src/integration/trainee-pages/session-days.rules.js';

const now = shanghaiInstant('2026-12-01', '08:10');
const session = (changes: Partial<OwnSession> = {}) =>
  ({
    startsAt: shanghaiInstant('2026-12-01', '08:30'),
    endsAt: shanghaiInstant('2026-12-01', '12:00'),
    hours: 4,
    arriving: true,
    attendance: null,
    ...changes,
  }) as OwnSession;
const own = (changes: Partial<OwnClass> = {}) =>
  ({ state: 'confirmed', classState: 'published', cancellableUntil: now, ...changes }) as OwnClass;
const offer = (changes: Partial<ClassOffer> = {}) =>
  ({
    obstacle: null,
    free: 2,
    room: 3,
    waitlisted: 0,
    byQuota: false,
    closesAt: now,
    ...changes,
  }) as ClassOffer;

describe('the next thing', () => {
  it('is the session that can be checked in to, before all else', () => {
    expect(nextThing([session()], [own({ state: 'pending' })], [offer()], now)).toMatchObject({
      kind: 'checkIn',
    });
  });

  it('is the arrival at the first session to come, or a session when the person is there already', () => {
    const tomorrow = {
      startsAt: shanghaiInstant('2026-12-02', '08:30'),
      endsAt: shanghaiInstant('2026-12-02', '12:00'),
    };
    expect(nextThing([session(tomorrow)], [], [], now)).toMatchObject({ kind: 'arrival', day: 'tomorrow' });
    expect(nextThing([session({ ...tomorrow, arriving: false })], [], [], now)).toMatchObject({
      kind: 'session',
    });
  });

  it('passes over a session that is checked in to or excused', () => {
    const later = session({ title: 'later', endsAt: shanghaiInstant('2026-12-01', '17:00') });
    expect(nextThing([session({ attendance: 'present' }), later], [], [], now)).toMatchObject({
      session: later,
    });
    expect(nextThing([session({ attendance: 'leave' })], [], [], now)).toBeUndefined();
  });

  it('is what still waits, and then the nearest deadline', () => {
    expect(nextThing([], [own({ state: 'waitlisted' })], [offer()], now)).toMatchObject({ kind: 'waiting' });
    expect(nextThing([], [own({ state: 'waitlisted', classState: 'ended' })], [offer()], now)).toMatchObject({
      kind: 'deadline',
    });
    expect(
      nextThing([], [], [offer({ closesAt: null }), offer({ obstacle: 'notOpen' })], now),
    ).toBeUndefined();
  });
});

describe('the one button of a class', () => {
  it('registers while a seat is left and queues afterwards', () => {
    expect(classAction(undefined, offer(), now).kind).toBe('register');
    expect(classAction(undefined, offer({ free: 0 }), now).kind).toBe('queue');
    expect(classAction(undefined, offer({ obstacle: 'closed' }), now).kind).toBe('closed');
  });

  it('lets go until the cut-off and not at it', () => {
    const later = new Date(now.getTime() + 1);
    expect(classAction(own({ cancellableUntil: later }), offer(), now).cancellable).toBe(true);
    expect(classAction(own(), offer(), now)).toMatchObject({ cancellable: false, pastCancellation: true });
    expect(classAction(own({ state: 'arrived', cancellableUntil: later }), offer(), now)).toMatchObject({
      cancellable: false,
      pastCancellation: false,
    });
  });

  it('says whose seats are left', () => {
    expect(seatsLeft(offer())).toEqual({ key: 'free', count: 2 });
    expect(seatsLeft(offer({ byQuota: true }))).toEqual({ key: 'quota', count: 2 });
    expect(seatsLeft(offer({ free: 0, waitlisted: 4 }))).toEqual({ key: 'waitlist', count: 4 });
    expect(seatsLeft(offer({ free: 0, room: 0 }))).toEqual({ key: 'none', count: 0 });
  });
});

describe('sessions by day', () => {
  it('falls on the days of Shaanxi, with today open', () => {
    const early = session({ startsAt: new Date('2026-11-30T16:30:00Z'), hours: 0.1 });
    const days = sessionDays(
      [session({ startsAt: shanghaiInstant('2026-11-30') }), early, session({ hours: 0.2 })],
      '2026-12-01',
    );
    expect(days.map(({ day, hours, open }) => [day, hours, open])).toEqual([
      ['2026-11-30', 4, false],
      ['2026-12-01', 0.3, true],
    ]);
  });
});
