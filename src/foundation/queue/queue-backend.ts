import type { BulkJobOptions, Job, JobSchedulerJson, RepeatOptions } from 'bullmq';
import type { QueueName } from './queue.defaults.js';

/** All that a queue carries: which run to look at, or which recurring job is due. The rest is in the database. */
export type Ticket = { run: string } | { recurring: string };

/** What the product uses of a BullMQ queue, on whichever backend. */
export interface TicketQueue {
  addBulk(tickets: { name: string; data: Ticket; opts: BulkJobOptions }[]): Promise<unknown>;
  getJobCounts(...types: ('waiting' | 'active' | 'delayed')[]): Promise<Record<string, number>>;
  getJobScheduler(id: string): Promise<JobSchedulerJson | undefined>;
  getJobSchedulers(): Promise<JobSchedulerJson[]>;
  upsertJobScheduler(
    id: string,
    repeat: Omit<RepeatOptions, 'key'>,
    template: { name: string; data: Ticket; opts: { removeOnComplete: true; removeOnFail: true } },
  ): Promise<unknown>;
  removeJobScheduler(id: string): Promise<boolean>;
}

export interface TicketWorker {
  /** Takes no more; resolves when the jobs at hand are done. */
  close(force?: boolean): Promise<void>;
}

/** Where the queues live. Losing everything here loses no work: a sweep finds it again in the database. */
export interface QueueBackend {
  readonly kind: 'postgres' | 'redis';
  queue(name: QueueName): TicketQueue;
  worker(name: QueueName, concurrency: number, work: (ticket: Job<Ticket>) => Promise<void>): TicketWorker;
  /** @throws when the queues can't be reached */
  ping(): Promise<void>;
  close(): Promise<void>;
}
