import { DynamicModule, Global, Inject, Module, OnApplicationShutdown } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Configuration } from '../config/configuration.js';
import { JobQueues, queueBackendToken } from './job-queues.js';
import { JobRegister } from './job-register.js';
import { JobRunRepository } from './job-run.repository.js';
import { JobRunner } from './job-runner.js';
import { JobSweep } from './job-sweep.js';
import { JobWorkers } from './job-workers.js';
import { Jobs } from './jobs.js';
import { PostgresBackend } from './postgres.backend.js';
import { PurgeProcessor } from './purge.processor.js';
import type { QueueBackend } from './queue-backend.js';
import { QueueRhythm } from './queue.defaults.js';
import { RedisBackend } from './redis.backend.js';

/** Queues, runs and workers. Workers start only in a process that does jobs. */
@Global()
@Module({})
export class QueueModule implements OnApplicationShutdown {
  constructor(@Inject(queueBackendToken) private readonly backend: QueueBackend) {}

  /** @param databaseUrl the product's database, in which the queues live when there is no Redis */
  static of(databaseUrl: string, rhythm: Partial<QueueRhythm> = {}): DynamicModule {
    return {
      module: QueueModule,
      imports: [DiscoveryModule],
      providers: [
        {
          provide: queueBackendToken,
          inject: [Configuration],
          useFactory: ({ redisUrl }: Configuration): Promise<QueueBackend> =>
            redisUrl === undefined ? PostgresBackend.open(databaseUrl) : RedisBackend.open(redisUrl),
        },
        { provide: QueueRhythm, useValue: Object.assign(new QueueRhythm(), rhythm) },
        JobQueues,
        JobRegister,
        JobRunRepository,
        JobRunner,
        JobSweep,
        JobWorkers,
        Jobs,
        PurgeProcessor,
      ],
      exports: [Jobs, JobQueues, JobRegister, JobRunRepository, JobRunner],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.backend.close();
  }
}
