import { addDays } from '../../foundation/clock/calendar-day.rules.js';
import { shanghaiDate } from '../../foundation/clock/clock.js';
import { checkInObstacle } from '../attendance/check-in.service.js';
import type { ClassOffer } from './class-offer.repository.js';
import type { OwnClass } from './own-class.repository.js';
import type { OwnSession } from './own-session.repository.js';

/** What the home page puts first. */
export type NextThing =
  | { kind: 'checkIn' | 'session' | 'arrival'; day: Day; session: OwnSession }
  | { kind: 'waiting'; own: OwnClass }
  | { kind: 'deadline'; offer: ClassOffer };

type Day = 'today' | 'tomorrow' | 'later';

/**
 * The next session to check in to or to go to; without one, the enrollment that still waits; without one, the
 * class whose registration closes first.
 */
export function nextThing(
  sessions: OwnSession[],
  classes: OwnClass[],
  offers: ClassOffer[],
  now: Date,
): NextThing | undefined {
  const session = sessions.find(({ attendance, endsAt }) => attendance === null && endsAt > now);
  if (session) {
    const open = checkInObstacle(session, now) === undefined;
    const kind = open ? 'checkIn' : session.arriving ? 'arrival' : 'session';
    return { kind, day: dayOf(session.startsAt, now), session };
  }
  const own = classes.findLast(
    ({ state, classState }) =>
      (state === 'pending' || state === 'waitlisted') &&
      (classState === 'published' || classState === 'running'),
  );
  if (own) return { kind: 'waiting', own };
  const offer = offers.find(({ obstacle, closesAt }) => obstacle === null && closesAt !== null);
  return offer && { kind: 'deadline', offer };
}

function dayOf(instant: Date, now: Date): Day {
  const day = shanghaiDate(instant);
  const today = shanghaiDate(now);
  if (day === today) return 'today';
  return day === addDays(today, 1) ? 'tomorrow' : 'later';
}
