import type { JobProgress } from './job-progress.js';
import type { JobRun } from './job-run.js';
import type { JobRunRepository, ReportedProgress } from './job-run.repository.js';
import type { QueueRhythm } from './queue.defaults.js';

interface Written extends ReportedProgress {
  at: number;
}

/**
 * Writes a run's progress and signs of life while its handler works, and hears there whether the run was cancelled
 * or taken over. It is made outside the handler, so its statements never join the handler's transaction.
 */
export class Pulse {
  private readonly timer: NodeJS.Timeout;
  private writing: Promise<void> | undefined;
  private written: Written = { done: 0, total: undefined, phaseKey: undefined, at: Date.now() };

  constructor(
    private readonly run: Pick<JobRun, 'id' | 'attempt'>,
    private readonly progress: JobProgress,
    private readonly runs: JobRunRepository,
    private readonly rhythm: QueueRhythm,
  ) {
    this.timer = setInterval(
      () => {
        this.tick();
      },
      Math.min(rhythm.report, rhythm.beat),
    );
  }

  /** Ends the pulse and writes what was reported last. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.writing;
    if (this.moved) await this.write();
  }

  private get moved(): boolean {
    const { done, total, phaseKey } = this.written;
    return (
      this.progress.done !== done || this.progress.total !== total || this.progress.phaseKey !== phaseKey
    );
  }

  private tick(): void {
    if (this.writing || (!this.moved && Date.now() - this.written.at < this.rhythm.beat)) return;
    this.writing = this.write().finally(() => {
      this.writing = undefined;
    });
  }

  private async write(): Promise<void> {
    const { done, total, phaseKey } = this.progress;
    try {
      const told = await this.runs.beat(this.run, { done, total, phaseKey }, this.moved);
      this.written = { done, total, phaseKey, at: Date.now() };
      if (!told) this.progress.stop('lost');
      else if (told.cancelRequested) this.progress.stop('cancelled');
    } catch {
      // The database is away: the next tick tries again, and without a beat the run is taken over by the sweep.
    }
  }
}
