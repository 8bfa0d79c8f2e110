import { addDays, daysBetween } from '../../foundation/clock/calendar-day.rules.js';

/** 52 weeks: the same weekday one year later, give or take a day or two. */
const yearOfWeeks = 364;

/** The same weekday 52 weeks on, or as many weeks more as it takes to reach today; both `YYYY-MM-DD`. */
export function sameWeekdayNextYear(date: string, today: string): string {
  const weeksBehind = Math.max(0, Math.ceil(daysBetween(addDays(date, yearOfWeeks), today) / 7));
  return addDays(date, yearOfWeeks + weeksBehind * 7);
}
