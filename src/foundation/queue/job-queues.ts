import { Inject, Injectable } from '@nestjs/common';
import type { JobContract } from './job.contract.js';
import type { JobRun } from './job-run.js';
import { QueueName, queueNames } from './queue.defaults.js';
import type { QueueBackend, Ticket } from './queue-backend.js';

export const queueBackendToken = Symbol('QueueBackend');

/** The queue never keeps finished tickets: what happened is in the run's row. */
const forgetting = { removeOnComplete: true, removeOnFail: true } as const;

/** Hands tickets to the queues. */
@Injectable()
export class JobQueues {
  constructor(@Inject(queueBackendToken) private readonly backend: QueueBackend) {}

  get kind(): QueueBackend['kind'] {
    return this.backend.kind;
  }

  /** Offers runs to their queues; a ticket that is there already is ignored. */
  async offer(runs: Pick<JobRun, 'id' | 'name' | 'queue' | 'attempt' | 'dueAt'>[]): Promise<void> {
    for (const name of queueNames) {
      const tickets = runs
        .filter(({ queue }) => queue === name)
        .map((run) => ({
          name: run.name,
          data: { run: run.id },
          // The number makes each attempt a ticket of its own, so that none is taken for a duplicate of the last.
          opts: {
            jobId: `${run.id}-${run.attempt + 1}`,
            delay: Math.max(0, run.dueAt.getTime() - Date.now()),
            ...forgetting,
          },
        }));
      if (tickets.length > 0) await this.backend.queue(name).addBulk(tickets);
    }
  }

  /** Makes the schedules of the queues those of the list: adds what is missing, removes what is no longer in it. */
  async schedule(recurring: JobContract[]): Promise<void> {
    for (const queueName of queueNames) {
      const queue = this.backend.queue(queueName);
      const wanted = recurring.filter((contract) => contract.queue === queueName);
      for (const { key } of await queue.getJobSchedulers())
        if (!wanted.some(({ name }) => name === key)) await queue.removeJobScheduler(key);
      for (const contract of wanted) await this.scheduleOne(contract);
    }
  }

  /** Tickets by queue that wait, run, or are not due yet. */
  async counts(): Promise<Record<QueueName, Record<string, number>>> {
    const counts = await Promise.all(
      queueNames.map(
        async (name) =>
          [name, await this.backend.queue(name).getJobCounts('waiting', 'active', 'delayed')] as const,
      ),
    );
    return Object.fromEntries(counts) as Record<QueueName, Record<string, number>>;
  }

  ping(): Promise<void> {
    return this.backend.ping();
  }

  private async scheduleOne({ name, queue, recurrence }: JobContract): Promise<void> {
    if (!recurrence) return;
    const repeat =
      'cron' in recurrence ? { pattern: recurrence.cron, tz: 'Asia/Shanghai' } : { every: recurrence.every };
    const present = await this.backend.queue(queue).getJobScheduler(name);
    if (present && present.pattern === repeat.pattern && present.every === repeat.every) return;
    const data: Ticket = { recurring: name };
    await this.backend.queue(queue).upsertJobScheduler(name, repeat, { name, data, opts: forgetting });
  }
}
