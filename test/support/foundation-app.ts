import { DynamicModule, Global, Module, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccessModule } from '../../src/foundation/access/access.module.js';
import type { Actor } from '../../src/foundation/access/actor.js';
import { ActorSource } from '../../src/foundation/access/actor-source.port.js';
import { AuditModule } from '../../src/foundation/audit/audit.module.js';
import { ClockModule } from '../../src/foundation/clock/clock.module.js';
import { ConfigModule } from '../../src/foundation/config/config.module.js';
import { type Configuration, readConfiguration } from '../../src/foundation/config/configuration.js';
import { DatabaseModule } from '../../src/foundation/database/database.module.js';
import { Database } from '../../src/foundation/database/database.js';
import { createApp } from '../../src/foundation/http/create-app.js';
import { HttpModule } from '../../src/foundation/http/http.module.js';
import { IdempotencyModule } from '../../src/foundation/idempotency/idempotency.module.js';
import { JobCentreModule } from '../../src/foundation/queue/job-centre.module.js';
import { QueueModule } from '../../src/foundation/queue/queue.module.js';
import type { QueueRhythm } from '../../src/foundation/queue/queue.defaults.js';
import { ViewModule } from '../../src/foundation/view/view.module.js';
import { createTestDatabase } from './postgres.js';

/** The rooms of the foundation without a wing above them, listening, with actors that tests make up. */
export interface FoundationApp {
  app: NestFastifyApplication;
  fastify: FastifyInstance;
  database: Database;
  databaseUrl: string;
  configuration: Configuration;
  /** Address without a trailing slash. */
  url: string;
  close(): Promise<void>;
}

/** Headers of a request that comes from the actor. */
export function from(actor: Actor): Record<string, string> {
  return { authorization: `Bearer ${Buffer.from(JSON.stringify(actor)).toString('base64url')}` };
}

class StatedActor extends ActorSource {
  actorOf(request: FastifyRequest): Promise<Actor | undefined> {
    const token = request.headers.authorization?.replace('Bearer ', '');
    if (!token) return Promise.resolve(undefined);
    return Promise.resolve(JSON.parse(Buffer.from(token, 'base64url').toString()) as Actor);
  }
}

@Global()
@Module({ providers: [{ provide: ActorSource, useClass: StatedActor }], exports: [ActorSource] })
class StatedActorModule {}

interface FoundationOptions {
  environment?: Record<string, string>;
  modules?: (Type | DynamicModule)[];
  providers?: Type[];
  controllers?: Type[];
  rhythm?: Partial<QueueRhythm>;
}

export async function createFoundationApp(options: FoundationOptions = {}): Promise<FoundationApp> {
  const { environment = {}, modules = [], providers = [], controllers = [], rhythm = {} } = options;
  const store = await createTestDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'zhixing-foundation-'));
  const configuration = readConfiguration({
    DATA_DIR: folder,
    PORT: '0',
    PROCESSES: 'web',
    LOG_LEVEL: 'error',
    DATABASE_POOL: '10',
    ...environment,
  });
  @Module({
    imports: [
      ConfigModule.of({ ...configuration, databaseUrl: store.url }),
      ClockModule,
      DatabaseModule.of(store.url, configuration.databasePool),
      HttpModule,
      IdempotencyModule,
      ViewModule,
      StatedActorModule,
      AccessModule,
      AuditModule,
      QueueModule.of(store.url, rhythm),
      JobCentreModule.of(store.url),
      ...modules,
    ],
    providers,
    controllers,
  })
  class Foundation {}
  const app = await createApp(Foundation, configuration);
  await app.listen(0, '127.0.0.1');
  return {
    app,
    fastify: app.getHttpAdapter().getInstance(),
    database: app.get(Database),
    databaseUrl: store.url,
    configuration,
    url: (await app.getUrl()).replace(/\/$/, ''),
    close: async () => {
      await app.close();
      await store.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
