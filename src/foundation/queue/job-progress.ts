import { Actor, systemActor } from '../access/actor.js';
import type { JobRun } from './job-run.js';

/** Why a run has to stop before its work is done. */
export type StopReason = 'cancelled' | 'lost' | 'shutdown';

/** Thrown by {@link JobProgress.stopIfAsked}; the runner knows what it means, handlers let it pass. */
export class JobStopped extends Error {
  constructor(readonly reason: StopReason) {
    super(`The job was stopped: ${reason}`);
  }
}

/** What a handler knows of its run and tells about it. */
export class JobProgress {
  readonly runId: string;
  /** 1 on the first try. */
  readonly attempt: number;
  /** Who asked for the job, with the rights they had then; the system for recurring work. */
  readonly actor: Actor;
  done = 0;
  total: number | undefined;
  /** Catalogue key of what the job is doing now. */
  phaseKey: string | undefined;
  /** The handler has been told that it was cancelled, so what it returns is the result of a part. */
  heardOfCancel = false;
  private readonly controller = new AbortController();

  constructor(run: Pick<JobRun, 'id' | 'attempt' | 'actor'>) {
    this.runId = run.id;
    this.attempt = run.attempt;
    this.actor = run.actor ?? systemActor;
  }

  /** Tells how far the job is. Cheap: it is written aside, a few times a second, outside any transaction. */
  report(done: number, total?: number): void {
    this.done = done;
    if (total !== undefined) this.total = total;
  }

  /** Tells how many things there will be, once that is known. */
  expect(total: number): void {
    this.total = total;
  }

  /** Tells what the job does next, in words: a catalogue key. Written as {@link report} is. */
  enter(phaseKey: string): void {
    this.phaseKey = phaseKey;
  }

  /** Whether a person cancelled the run. It may take a second to be heard. */
  cancelled(): boolean {
    const cancelled = this.signal.reason === 'cancelled';
    if (cancelled) this.heardOfCancel = true;
    return cancelled;
  }

  /**
   * Call it between two steps that may stand by themselves.
   * @throws JobStopped when the run was cancelled, taken over by another worker, or its process is ending (then it
   * is done again elsewhere, without losing an attempt)
   */
  stopIfAsked(): void {
    if (this.signal.aborted) throw new JobStopped(this.signal.reason as StopReason);
  }

  /** Aborted with a {@link StopReason} when the run has to stop. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  stop(reason: StopReason): void {
    if (!this.signal.aborted) this.controller.abort(reason);
  }
}
