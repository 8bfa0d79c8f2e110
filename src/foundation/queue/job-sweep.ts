import { Injectable, Logger } from '@nestjs/common';
import { JobQueues } from './job-queues.js';
import { JobRegister } from './job-register.js';
import { JobRunRepository } from './job-run.repository.js';
import { queueNames, QueueRhythm } from './queue.defaults.js';

/** Most runs of one queue that a sweep offers again. */
const most = 1_000;

/**
 * Asks the database every few seconds what should be in the queues but may not be: a flushed Redis, a killed worker
 * or a crash between commit and queue loses no run. It is a timer and not a job, because the queue may be what's lost.
 */
@Injectable()
export class JobSweep {
  private readonly logger = new Logger(JobSweep.name);
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> | undefined;

  constructor(
    private readonly runs: JobRunRepository,
    private readonly queues: JobQueues,
    private readonly register: JobRegister,
    private readonly rhythm: QueueRhythm,
  ) {}

  start(): void {
    const tick = () => {
      this.sweeping = this.sweep()
        .then(() => undefined)
        .catch((error: unknown) => {
          this.logger.warn(
            `The sweep will try again: ${error instanceof Error ? error.message : String(error)}`,
          );
        })
        .finally(() => {
          this.sweeping = undefined;
        });
    };
    tick();
    this.timer = setInterval(() => {
      if (!this.sweeping) tick();
    }, this.rhythm.sweep);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.sweeping;
  }

  /** One sweep; returns how many runs had lost their worker. */
  async sweep(): Promise<number> {
    const lost = await this.runs.recoverLost(this.rhythm.stale);
    if (lost > 0) this.logger.warn(`${lost} job runs had lost their worker`);
    await this.queues.offer(await this.runs.overdue(lost > 0 ? 0 : this.rhythm.overdue, queueNames, most));
    await this.queues.schedule(this.register.recurring());
    return lost;
  }
}
