import { Logger } from '@nestjs/common';
import { Job, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { QueueName } from './queue.defaults.js';
import type { QueueBackend, Ticket, TicketQueue, TicketWorker } from './queue-backend.js';
import { SteadyWorker } from './steady-worker.js';

/** Queues on a Redis of your own: the production setting. */
export class RedisBackend implements QueueBackend {
  readonly kind = 'redis';
  private readonly logger = new Logger(RedisBackend.name);
  /** Fails at once while Redis is away: whoever enqueues must not wait, the sweep comes later. */
  private readonly sender: Redis;
  /** Waits for Redis to come back, as workers must. */
  private readonly receiver: Redis;
  private readonly queues = new Map<QueueName, Queue<Ticket>>();

  private constructor(url: string) {
    this.sender = new Redis(url, { maxRetriesPerRequest: 1, enableOfflineQueue: false, lazyConnect: true });
    this.receiver = new Redis(url, { maxRetriesPerRequest: null, lazyConnect: true });
    for (const connection of [this.sender, this.receiver])
      connection.on('error', (error: Error) => this.logger.warn(`Redis: ${error.message}`));
    this.sender.on('close', () => {
      this.forgetQueues();
    });
  }

  static async open(url: string): Promise<RedisBackend> {
    const backend = new RedisBackend(url);
    // A Redis that is away now may come back: the product starts, and the sweep hands out what was asked meanwhile.
    const connected = await Promise.allSettled([backend.sender.connect(), backend.receiver.connect()]);
    if (connected.every(({ status }) => status === 'fulfilled')) await backend.warnOfEviction();
    return backend;
  }

  /** @throws while Redis is away */
  queue(name: QueueName): TicketQueue {
    const present = this.queues.get(name);
    if (present) return present;
    if (this.sender.status !== 'ready') throw new Error('Redis is away');
    const queue = new Queue<Ticket>(name, {
      connection: this.sender,
      prefix: 'zhixing',
      skipWaitingForReady: true,
    });
    queue.on('error', (error) => this.logger.warn(`Queue ${name}: ${error.message}`));
    this.queues.set(name, queue);
    return queue;
  }

  worker(name: QueueName, concurrency: number, work: (ticket: Job<Ticket>) => Promise<void>): TicketWorker {
    const options = { connection: this.receiver, prefix: 'zhixing', concurrency, stalledInterval: 10_000 };
    return new SteadyWorker(() => {
      const worker = new Worker<Ticket>(name, work, options);
      worker.on('error', (error) => this.logger.warn(`Worker ${name}: ${error.message}`));
      return worker;
    });
  }

  async ping(): Promise<void> {
    await this.sender.ping();
  }

  close(): Promise<void> {
    this.forgetQueues();
    this.sender.disconnect();
    this.receiver.disconnect();
    return Promise.resolve();
  }

  /** A BullMQ queue whose first steps failed keeps failing for good, so each connection gets new ones. */
  private forgetQueues(): void {
    for (const queue of this.queues.values()) queue.close().catch(() => undefined);
    this.queues.clear();
  }

  /** With any other policy Redis may drop queued jobs when it is full; the sweep heals that, but late. */
  private async warnOfEviction(): Promise<void> {
    try {
      const [, policy] = await this.sender.config('GET', 'maxmemory-policy');
      if (policy !== 'noeviction')
        this.logger.warn(`Redis has maxmemory-policy ${policy ?? 'unknown'}; set it to noeviction`);
    } catch {
      this.logger.debug('Redis does not let us read its maxmemory-policy');
    }
  }
}
