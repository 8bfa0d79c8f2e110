import type { Language } from '../i18n/language.js';
import { translate } from '../i18n/translate.js';
import type { JobRunView } from './job-run.view.js';

/** What `partials/progress-state` shows of a run. */
export interface ProgressView {
  text: string;
  /** 0 to 1. */
  share: number;
  /** Seconds left at the pace so far; undefined until there is a pace to judge by. */
  remaining: number | undefined;
}

const grouped = new Intl.NumberFormat('en-US');

/** What of a run its progress is told by. */
export type ProgressSource = Pick<JobRunView, 'title' | 'state' | 'done' | 'total' | 'phase' | 'startedAt'>;

export function progressOf(run: ProgressSource, language: Language, now = new Date()): ProgressView {
  const share = run.total ? Math.min(1, run.done / run.total) : run.state === 'succeeded' ? 1 : 0;
  const counted = run.total ? `queue.progress.${run.state}Of` : `queue.progress.${run.state}`;
  const { title, done, total, phase } = run;
  const told = translate(language, counted, {
    title,
    done: grouped.format(done),
    total: grouped.format(total ?? 0),
  });
  return {
    text: phase === null ? told : translate(language, 'queue.progress.phase', { told, phase }),
    share,
    remaining: remainingSeconds(run, now),
  };
}

function remainingSeconds({ state, done, total, startedAt }: ProgressSource, now: Date): number | undefined {
  if (state !== 'running' || !startedAt || !total || done === 0 || done >= total) return undefined;
  const elapsed = (now.getTime() - startedAt.getTime()) / 1000;
  return elapsed < 3 ? undefined : Math.ceil((elapsed / done) * (total - done));
}
