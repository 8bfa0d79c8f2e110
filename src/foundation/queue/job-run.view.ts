import type { Actor } from '../access/actor.js';
import type { Language } from '../i18n/language.js';
import { isTextKey, TextParams, translate } from '../i18n/translate.js';
import type { JobRun, JobState } from './job-run.js';

/** A run as its asker sees it. */
export interface JobRunView {
  id: string;
  name: string;
  title: string;
  state: JobState;
  done: number;
  total: number | null;
  /** What it does now, in the reader's language. */
  phase: string | null;
  /** What the job gave back; its shape is the job's own. A `link` in it leads to what was made. */
  result: unknown;
  error: { code: string; message: string; detail?: string } | null;
  cancelRequested: boolean;
  attempt: number;
  queuedAt: Date;
  dueAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

/** Says a run in the reader's language; technical details are for administrators. */
export function viewOf(run: JobRun, actor: Actor, language: Language): JobRunView {
  const { id, name, state, done, total, result, error, cancelRequested, attempt } = run;
  return {
    id,
    name,
    title: say(language, run.titleKey, run.titleParams),
    state,
    done,
    total,
    phase: state === 'running' && run.phaseKey !== null ? say(language, run.phaseKey, {}) : null,
    result,
    error: error && {
      code: error.code,
      message: say(language, error.code, error.params),
      ...(actor.role === 'administrator' && error.detail !== undefined && { detail: error.detail }),
    },
    cancelRequested,
    attempt,
    queuedAt: run.queuedAt,
    dueAt: run.dueAt,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
  };
}

/** Runs outlive versions: a text that this version no longer has must not break the list. */
function say(language: Language, key: string, params: Record<string, unknown>): string {
  return isTextKey(key) ? translate(language, key, params as TextParams) : key;
}
