import { Injectable, Logger } from '@nestjs/common';
import { DomainError } from '../error/domain-error.js';
import type { JobContract } from './job.contract.js';
import { JobProgress, JobStopped, StopReason } from './job-progress.js';
import { JobQueues } from './job-queues.js';
import { JobRegister } from './job-register.js';
import type { JobError, JobRun } from './job-run.js';
import { JobRunRepository } from './job-run.repository.js';
import { jobDefaults, QueueRhythm } from './queue.defaults.js';
import { Pulse } from './pulse.js';

/** Does runs: one attempt from claim to result. */
@Injectable()
export class JobRunner {
  private readonly logger = new Logger(JobRunner.name);
  private readonly active = new Set<JobProgress>();

  constructor(
    private readonly runs: JobRunRepository,
    private readonly register: JobRegister,
    private readonly queues: JobQueues,
    private readonly rhythm: QueueRhythm,
  ) {}

  /** One attempt at a run; does nothing when the run isn't waiting. Never throws for the handler's failures. */
  async run(id: string): Promise<void> {
    const run = await this.runs.claim(id);
    if (!run) return;
    const progress = new JobProgress(run);
    const pulse = new Pulse(run, progress, this.runs, this.rhythm);
    this.active.add(progress);
    try {
      const result = await this.handle(run, progress);
      await pulse.stop();
      await this.runs.finish(run, progress.heardOfCancel ? 'cancelled' : 'succeeded', { result });
      if (run.recurring) await this.runs.forgetEarlier(run);
    } catch (error) {
      await pulse.stop();
      await this.settle(run, progress, error);
    } finally {
      this.active.delete(progress);
    }
  }

  /** Asks every job of this process to stop where it can, so that another worker may do it. */
  stopAll(): void {
    for (const progress of this.active) progress.stop('shutdown');
  }

  private async handle(run: JobRun, progress: JobProgress): Promise<unknown> {
    const handler = this.register.handlerOf(run.name);
    if (!handler) throw new Error(`This version has no handler for ${run.name}`);
    return handler.run(run.payload, progress);
  }

  private async settle(run: JobRun, progress: JobProgress, error: unknown): Promise<void> {
    const stopped = stopReason(error, progress);
    if (stopped !== undefined) return this.halt(run, stopped);
    const reason = reasonOf(error);
    if (isPermanent(error) || run.attemptsLeft === 0) {
      this.logger.error(`${run.name} ${run.id} failed`, error instanceof Error ? error.stack : undefined);
      await this.runs.finish(run, 'failed', { error: reason });
      return;
    }
    const delay = backoffOf(this.register.contractOf(run.name), run);
    this.logger.warn(`${run.name} ${run.id} will be tried again in ${delay} ms: ${reason.code}`);
    if (await this.runs.requeue(run, delay, { error: reason }))
      await this.queues.offer([{ ...run, dueAt: new Date(Date.now() + delay) }]);
  }

  /** A run that was taken over is another worker's business. */
  private async halt(run: JobRun, reason: StopReason): Promise<void> {
    if (reason === 'cancelled') await this.runs.finish(run, 'cancelled', {});
    if (reason === 'shutdown') await this.runs.requeue(run, 0, { refund: true });
  }
}

function stopReason(error: unknown, progress: JobProgress): StopReason | undefined {
  if (error instanceof JobStopped) return error.reason;
  return progress.signal.aborted ? (progress.signal.reason as StopReason) : undefined;
}

/** A domain error says that the work can't be done as asked; asking again changes nothing. */
function isPermanent(error: unknown): boolean {
  return error instanceof DomainError && error.status < 500;
}

function reasonOf(error: unknown): JobError {
  if (error instanceof DomainError) return { code: error.code, params: error.params };
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { code: 'queue.error.unexpected', params: {}, detail: detail.slice(0, 500) };
}

function backoffOf(contract: JobContract | undefined, run: JobRun): number {
  const { attempts, backoff } = contract ?? jobDefaults;
  const failures = Math.max(1, attempts - run.attemptsLeft);
  return Math.min(backoff * 2 ** (failures - 1), jobDefaults.longestBackoff);
}
