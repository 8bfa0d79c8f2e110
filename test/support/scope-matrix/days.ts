import { addDays } from '../../../src/foundation/clock/calendar-day.rules.js';

const today = new Date().toISOString().slice(0, 10);

/** The day so many days from the one on which the run began. */
export function day(days: number): string {
  return addDays(today, days);
}

/** A time of day in Shanghai, so many days from now. */
export function moment(days: number, time = '09:00'): string {
  return `${day(days)}T${time}:00+08:00`;
}
