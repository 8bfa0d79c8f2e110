import type { Actor } from '../access/actor.js';
import type { QueueName } from './queue.defaults.js';

export type JobState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

/** Why a run failed, or why its last attempt did; `code` is a catalogue key. */
export interface JobError {
  code: string;
  params: Record<string, unknown>;
  /** The technical text of an unexpected error; shown to administrators only. */
  detail?: string;
}

/** A row of `foundation.job_run`. */
export interface JobRun {
  id: string;
  name: string;
  queue: QueueName;
  jobKey: string;
  titleKey: string;
  titleParams: Record<string, unknown>;
  accountId: string | null;
  payload: object;
  /** Who asked, with the rights they had then. */
  actor: Actor | null;
  state: JobState;
  /** Things done so far, of `total` when that is known. */
  done: number;
  total: number | null;
  /** Catalogue key of what it does, or did last. */
  phaseKey: string | null;
  result: unknown;
  error: JobError | null;
  cancelRequested: boolean;
  /** Counts the attempts ever made; also fences off an attempt that was given up for lost. */
  attempt: number;
  attemptsLeft: number;
  recurring: boolean;
  queuedAt: Date;
  dueAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

/** The columns of a {@link JobRun}, for hand-written statements. */
export const jobRunColumns = `id, name, queue, job_key as "jobKey", title_key as "titleKey",
  title_params as "titleParams", account_id as "accountId", payload, actor, state, done::float8 as done,
  total::float8 as total, phase_key as "phaseKey", result, error, cancel_requested as "cancelRequested", attempt,
  attempts_left as "attemptsLeft", recurring, queued_at as "queuedAt", due_at as "dueAt",
  started_at as "startedAt", finished_at as "finishedAt"`;
