import { shanghaiDate } from '../../foundation/clock/clock.js';
import { addDays, daysBetween } from '../../foundation/clock/calendar-day.rules.js';

/** Parts of a day, with the time a new session is proposed for; a session belongs to the part in which it begins. */
const periods = [
  { key: 'morning', before: 12, proposal: '08:30' },
  { key: 'afternoon', before: 18, proposal: '14:30' },
  { key: 'evening', before: 24, proposal: '19:00' },
] as const;

/** With more days than this only days that have sessions get a column. */
const mostEmptyDays = 14;

export interface Timetable<Session> {
  days: string[];
  periods: { key: string; cells: { day: string; proposal: string; sessions: Session[] }[] }[];
}

/**
 * Sessions as a table of days by parts of the day, Asia/Shanghai. The evening has no row unless something is in it
 * or `evening` asks for one to plan into.
 */
export function timetableOf<Session extends { startsAt: Date }>(
  sessions: readonly Session[],
  term: { startsOn: string; endsOn: string },
  evening: boolean,
): Timetable<Session> {
  const days = daysOf(sessions, term);
  const rows = periods.map(({ key, proposal }, index) => ({
    key,
    cells: days.map((day) => ({
      day,
      proposal: `${day}T${proposal}`,
      sessions: sessions.filter(
        ({ startsAt }) => shanghaiDate(startsAt) === day && periodOf(startsAt) === index,
      ),
    })),
  }));
  const shown = rows.filter(
    ({ key, cells }) => key !== 'evening' || evening || cells.some((cell) => cell.sessions.length > 0),
  );
  return { days, periods: shown };
}

function daysOf(
  sessions: readonly { startsAt: Date }[],
  { startsOn, endsOn }: { startsOn: string; endsOn: string },
): string[] {
  const used = sessions.map(({ startsAt }) => shanghaiDate(startsAt));
  const length = daysBetween(startsOn, endsOn) + 1;
  const term = Array.from({ length: Math.max(0, length) }, (_, index) => addDays(startsOn, index));
  const planned = length > mostEmptyDays ? used : [...term, ...used];
  return [...new Set(planned)].sort();
}

function periodOf(startsAt: Date): number {
  const hour = new Date(startsAt.getTime() + 8 * 3_600_000).getUTCHours();
  return periods.findIndex(({ before }) => hour < before);
}
