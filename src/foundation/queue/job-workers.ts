import {
  BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  OnApplicationBootstrap,
} from '@nestjs/common';
import { systemActor } from '../access/actor.js';
import { Configuration } from '../config/configuration.js';
import { queueBackendToken } from './job-queues.js';
import { JobRegister } from './job-register.js';
import { JobRunner } from './job-runner.js';
import { JobSweep } from './job-sweep.js';
import { Jobs } from './jobs.js';
import { concurrency, queueNames, QueueRhythm } from './queue.defaults.js';
import type { QueueBackend, Ticket, TicketWorker } from './queue-backend.js';

/** The part of a worker process that takes tickets from the queues and has the runs done. */
@Injectable()
export class JobWorkers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(JobWorkers.name);
  private workers: TicketWorker[] = [];

  constructor(
    @Inject(queueBackendToken) private readonly backend: QueueBackend,
    private readonly configuration: Configuration,
    private readonly register: JobRegister,
    private readonly runner: JobRunner,
    private readonly jobs: Jobs,
    private readonly sweep: JobSweep,
    private readonly rhythm: QueueRhythm,
  ) {}

  onApplicationBootstrap(): void {
    if (this.configuration.processes === 'web') return;
    this.register.verify();
    this.workers = queueNames.map((name) =>
      this.backend.worker(name, concurrency[name], (ticket) => this.take(ticket.data)),
    );
    this.sweep.start();
    this.logger.debug(`Workers are up, queues on ${this.backend.kind === 'redis' ? 'Redis' : 'PostgreSQL'}`);
  }

  /** Lets jobs that can stop do so, waits for the others a while, then leaves them to the sweep of another worker. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.sweep.stop();
    this.runner.stopAll();
    const closing = Promise.all(this.workers.map((worker) => worker.close()));
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), this.rhythm.patience);
    });
    if ((await Promise.race([closing, patience])) === 'late') {
      this.logger.warn('Some jobs did not stop in time; another worker will do them again');
      await Promise.all(this.workers.map((worker) => worker.close(true)));
    }
    clearTimeout(timer);
  }

  private async take(ticket: Ticket): Promise<void> {
    if ('run' in ticket) return this.runner.run(ticket.run);
    const contract = this.register.contractOf(ticket.recurring);
    if (contract?.recurrence) await this.jobs.enqueue(systemActor, contract, {});
  }
}
