import type { Language } from '../i18n/language.js';

/** A moment as the wall calendar and clock in Shaanxi show it. */
export interface Calendar {
  year: number;
  month: number;
  day: number;
  /** 24 hours, `08:30`. */
  time: string;
}

// China has kept one zone without daylight saving since 1991; every date the product handles is later.
const shanghaiOffset = 8 * 3600 * 1000;

/** Undefined for null, undefined and the empty string. @throws for anything else that isn't a date. */
export function calendarOf(value: unknown): Calendar | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  const plain = typeof value === 'string' ? /^(\d{4})-(\d{2})-(\d{2})$/.exec(value) : null;
  if (plain) return { year: Number(plain[1]), month: Number(plain[2]), day: Number(plain[3]), time: '00:00' };
  const moment = value instanceof Date ? value : new Date(value as string | number);
  if (Number.isNaN(moment.getTime())) throw new Error('Not a date');
  const local = new Date(moment.getTime() + shanghaiOffset);
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    time: local.toISOString().slice(11, 16),
  };
}

const weekdays: Record<Language, readonly string[]> = {
  'zh-CN': ['周日', '周一', '周二', '周三', '周四', '周五', '周六'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
};

export function weekday({ year, month, day }: Calendar, language: Language): string {
  return weekdays[language][new Date(Date.UTC(year, month - 1, day)).getUTCDay()] ?? '';
}
