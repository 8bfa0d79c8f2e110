import { shanghaiDate } from '../../foundation/clock/clock.js';

/** The sessions of one calendar day. */
export interface SessionDay<Session> {
  /** `YYYY-MM-DD`, Asia/Shanghai. */
  day: string;
  /** Hours of the day, to a tenth. */
  hours: number;
  open: boolean;
  sessions: Session[];
}

/** Sessions by day, in the order given; the day to look at (today, or else the first) is open. */
export function sessionDays<Session extends { startsAt: Date; hours: number }>(
  sessions: Session[],
  today: string,
): SessionDay<Session>[] {
  const days = new Map<string, Session[]>();
  for (const session of sessions) {
    const day = shanghaiDate(session.startsAt);
    days.set(day, [...(days.get(day) ?? []), session]);
  }
  const opened = days.has(today) ? today : [...days.keys()][0];
  return [...days].map(([day, ofDay]) => ({
    day,
    hours: Math.round(ofDay.reduce((sum, { hours }) => sum + hours, 0) * 10) / 10,
    open: day === opened,
    sessions: ofDay,
  }));
}
