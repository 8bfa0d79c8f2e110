import { Injectable, Logger } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { Database } from '../database/database.js';
import { definedContracts, JobContract } from './job.contract.js';
import { JobQueues } from './job-queues.js';
import type { JobRun } from './job-run.js';
import { JobRunRepository } from './job-run.repository.js';

/** Asks for work to be done later, by a worker. */
@Injectable()
export class Jobs {
  private readonly logger = new Logger(Jobs.name);

  constructor(
    private readonly database: Database,
    private readonly runs: JobRunRepository,
    private readonly queues: JobQueues,
  ) {}

  /**
   * Queues a run as part of the current transaction: it starts once that is committed, and never if it isn't.
   * While a run with the same key is queued or running, that run is given back instead of a second.
   * @param dueAt not before this instant; at once when left out
   */
  async enqueue<Payload extends object>(
    actor: Actor,
    contract: JobContract<Payload>,
    payload: Payload,
    dueAt?: Date,
  ): Promise<JobRun> {
    const [run] = await this.enqueueAll(actor, contract, [payload], dueAt);
    if (!run) throw new Error(`${contract.name} was not queued`);
    return run;
  }

  /** Queues many runs of one job in one statement; see {@link enqueue}. */
  async enqueueAll<Payload extends object>(
    actor: Actor,
    contract: JobContract<Payload>,
    payloads: Payload[],
    dueAt?: Date,
  ): Promise<JobRun[]> {
    if (!definedContracts().has(contract.name))
      throw new Error(`${contract.name} was not made by jobContract()`);
    if (payloads.length === 0) return [];
    const runs = await this.runs.queue(actor, contract, payloads, dueAt);
    await this.database.afterCommit(() => this.offer(runs.filter(({ state }) => state === 'queued')));
    return runs;
  }

  /** Never fails: what the queue doesn't take now, the sweep offers again. */
  async offer(runs: JobRun[]): Promise<void> {
    try {
      await this.queues.offer(runs);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.warn(`The queue is away, the sweep will offer ${runs.length} runs again: ${reason}`);
    }
  }
}
