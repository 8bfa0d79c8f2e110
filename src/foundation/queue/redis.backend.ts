import { Logger } from '@nestjs/common';
import { Job, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { QueueName } from './queue.defaults.js';
import type { QueueBackend, Ticket, TicketQueue, TicketWorker } from './queue-backend.js';

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
  }

  static async open(url: string): Promise<RedisBackend> {
    const backend = new RedisBackend(url);
    await Promise.all([backend.sender.connect(), backend.receiver.connect()]);
    await backend.warnOfEviction();
    return backend;
  }

  queue(name: QueueName): TicketQueue {
    const present = this.queues.get(name);
    if (present) return present;
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
    const worker = new Worker<Ticket>(name, work, options);
    worker.on('error', (error) => this.logger.warn(`Worker ${name}: ${error.message}`));
    return worker;
  }

  async ping(): Promise<void> {
    await this.sender.ping();
  }

  async close(): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
    this.sender.disconnect();
    this.receiver.disconnect();
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
