import { Logger } from '@nestjs/common';
import { createPostgresBackend, Job, PgPool, Queue, runMigrations, Worker } from 'bullmq';
import pg from 'pg';
import { QueueName, queueNames } from './queue.defaults.js';
import type { QueueBackend, Ticket, TicketQueue, TicketWorker } from './queue-backend.js';
import { SteadyWorker } from './steady-worker.js';

/** Connections for everything that isn't a waiting worker. */
const spareConnections = 4;

/** Queues in the schema `bullmq` of the product's own database: the default, which needs no further service. */
export class PostgresBackend implements QueueBackend {
  readonly kind = 'postgres';
  private readonly logger = new Logger(PostgresBackend.name);
  private readonly pool: pg.Pool;
  private readonly queues = new Map<QueueName, TicketQueue & { close(): Promise<void> }>();

  private constructor(url: string) {
    // Each worker keeps one connection of the pool to hear of new jobs.
    this.pool = new pg.Pool({
      connectionString: url,
      max: queueNames.length + spareConnections,
      options: '-c search_path=bullmq -c jit=off',
      application_name: 'zhixing-queue',
      keepAlive: true,
      idleTimeoutMillis: 30_000,
    });
    // Every queue and worker listens for errors of the one pool.
    this.pool.setMaxListeners(queueNames.length * 4);
    this.pool.on('error', (error) => this.logger.warn(`Lost a connection of the queues: ${error.message}`));
  }

  /** Brings the schema up to date, under BullMQ's own advisory lock, and opens the pool. */
  static async open(url: string): Promise<PostgresBackend> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      await runMigrations(client, 'bullmq');
    } finally {
      await client.end();
    }
    return new PostgresBackend(url);
  }

  queue(name: QueueName): TicketQueue {
    const present = this.queues.get(name);
    if (present) return present;
    const queue = new Queue(name, { connection: this.connection }, createPostgresBackend);
    queue.on('error', (error) => this.logger.warn(`Queue ${name}: ${error.message}`));
    this.queues.set(name, queue);
    return queue;
  }

  worker(name: QueueName, concurrency: number, work: (ticket: Job<Ticket>) => Promise<void>): TicketWorker {
    const options = { connection: this.connection, concurrency, stalledInterval: 10_000 };
    return new SteadyWorker(() => {
      const worker = new Worker(name, work, options, createPostgresBackend);
      worker.on('error', (error) => this.logger.warn(`Worker ${name}: ${error.message}`));
      return worker;
    });
  }

  /** BullMQ's own picture of a pool differs from pg's in overloads only. */
  private get connection(): PgPool {
    return this.pool as unknown as PgPool;
  }

  async ping(): Promise<void> {
    await this.pool.query('select 1');
  }

  async close(): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
    await this.pool.end();
  }
}
