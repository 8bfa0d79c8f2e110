import { type Calendar, calendarOf, weekday } from '../calendar.js';
import { type HelperOptions, refuseBare } from './helper-options.js';

type DateForm = 'day' | 'year' | 'month' | 'table';

const englishMonths = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * `{{date value}}` 12 月 1 日（周二）; `'year'` 2020 年 12 月 1 日（周二）; `'month'` 2020 年 12 月; `'table'`
 * 2020-12-01. Takes a Date, an RFC 3339 time or a plain `YYYY-MM-DD`; nothing is shown as a dash.
 */
function date(value: unknown, ...rest: unknown[]): string {
  refuseBare('date', value);
  const options = rest.at(-1) as HelperOptions;
  const form = (rest.length > 1 ? rest[0] : 'day') as DateForm;
  const day = calendarOf(value);
  if (!day) return '—';
  if (form === 'table') return tableDate(day);
  return options.data.view.language === 'en' ? english(day, form) : chinese(day, form);
}

/** `{{time value}}` 08:30, Asia/Shanghai. */
function time(value: unknown): string {
  refuseBare('time', value);
  return calendarOf(value)?.time ?? '—';
}

/** `{{dateTime value}}` 2020-12-01 08:30, Asia/Shanghai. */
function dateTime(value: unknown): string {
  refuseBare('dateTime', value);
  const day = calendarOf(value);
  return day ? `${tableDate(day)} ${day.time}` : '—';
}

/** `{{isoDate value}}` 2020-12-01 for `<input type="date">` and `<time datetime>`; empty when there's none. */
function isoDate(value: unknown): string {
  const day = calendarOf(value);
  return day ? tableDate(day) : '';
}

/** `{{localTime value}}` 2020-12-01T08:30 for `<input type="datetime-local">`, Asia/Shanghai. */
function localTime(value: unknown): string {
  const day = calendarOf(value);
  return day ? `${tableDate(day)}T${day.time}` : '';
}

function tableDate({ year, month, day }: Calendar): string {
  return [year, String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
}

function chinese(date: Calendar, form: DateForm): string {
  if (form === 'month') return `${date.year} 年 ${date.month} 月`;
  const day = `${date.month} 月 ${date.day} 日（${weekday(date, 'zh-CN')}）`;
  return form === 'year' ? `${date.year} 年 ${day}` : day;
}

function english(date: Calendar, form: DateForm): string {
  const month = englishMonths[date.month - 1] ?? '';
  if (form === 'month') return `${month} ${date.year}`;
  const day = `${weekday(date, 'en')} ${date.day} ${month}`;
  return form === 'year' ? `${day} ${date.year}` : day;
}

export const dateHelpers = { date, time, dateTime, isoDate, localTime };
