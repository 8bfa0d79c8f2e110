import type { Language } from '../i18n/language.js';
import { translate } from '../i18n/translate.js';
import type { JobContract } from './job.contract.js';
import type { JobRun, JobState } from './job-run.js';

/** A line of the list of recurring work. */
export interface RecurringView {
  title: string;
  rhythm: string;
  /** Undefined before the first run. */
  lastState: JobState | undefined;
  lastAt: Date | null;
}

export function recurringView(
  contract: JobContract,
  lastRun: JobRun | undefined,
  language: Language,
): RecurringView {
  return {
    title: translate(language, contract.titleKey),
    rhythm: rhythmOf(contract, language),
    lastState: lastRun?.state,
    lastAt: lastRun ? (lastRun.finishedAt ?? lastRun.queuedAt) : null,
  };
}

function rhythmOf({ recurrence }: JobContract, language: Language): string {
  if (!recurrence) return '';
  if ('every' in recurrence) {
    const seconds = recurrence.every / 1000;
    return seconds < 120
      ? translate(language, 'queue.rhythm.seconds', { count: seconds })
      : translate(language, 'queue.rhythm.minutes', { count: Math.round(seconds / 60) });
  }
  const [minute = '', hour = '', ...rest] = recurrence.cron.split(' ');
  if (rest.join(' ') === '* * *' && /^\d+$/.test(minute) && /^\d+$/.test(hour))
    return translate(language, 'queue.rhythm.daily', {
      time: `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`,
    });
  return translate(language, 'queue.rhythm.cron', { pattern: recurrence.cron });
}
