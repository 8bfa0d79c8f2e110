import { Injectable } from '@nestjs/common';

const dateInShanghai = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' });
const minuteInShanghai = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'short',
});

/** Business time. Everything that judges a window or a due date asks here, so a test can move it. */
@Injectable()
export class Clock {
  private offset = 0;

  now(): Date {
    return new Date(Date.now() + this.offset);
  }

  /** Today's date in Asia/Shanghai as `YYYY-MM-DD`. */
  today(): string {
    return shanghaiDate(this.now());
  }

  /** Moves business time, for tests; milliseconds relative to real time. */
  shift(milliseconds: number): void {
    this.offset = milliseconds;
  }
}

/** The calendar date an instant falls on in Asia/Shanghai, `YYYY-MM-DD`. */
export function shanghaiDate(instant: Date): string {
  return dateInShanghai.format(instant);
}

/** An instant as tables and files show it, `YYYY-MM-DD HH:mm` in Asia/Shanghai. */
export function shanghaiMinute(instant: Date): string {
  return minuteInShanghai.format(instant);
}

/** The instant of a wall-clock time in Asia/Shanghai (UTC+8 without daylight saving since 1992). */
export function shanghaiInstant(date: string, time = '00:00'): Date {
  return new Date(`${date}T${time.length === 5 ? `${time}:00` : time}+08:00`);
}
