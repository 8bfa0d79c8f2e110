import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { AppModule } from '../../src/app.module.js';
import { ApiDocument } from '../../src/foundation/api-document/api-document.js';
import { Configuration, readConfiguration } from '../../src/foundation/config/configuration.js';
import { createApp } from '../../src/foundation/http/create-app.js';
import { systemActor } from '../../src/foundation/access/actor.js';
import { migrate } from '../../src/foundation/database/migrate.js';
import { DivisionImportService } from '../../src/responsibility/division/division-import.service.js';
import { shaanxiEdition } from '../../src/responsibility/division/shaanxi.js';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, TestDatabase } from './postgres.js';
import { queuePlace } from './queue-place.js';

export interface TestApp {
  app: NestFastifyApplication;
  fastify: FastifyInstance;
  configuration: Configuration;
  database: TestDatabase;
  /** Address it listens on, once {@link listen} was called. */
  close(): Promise<void>;
}

/** The same in every application of a run, so that a copied database can be opened. */
const testKeys = `test:${Buffer.alloc(32, 1).toString('base64')},lookup:${Buffer.alloc(32, 2).toString('base64')}`;

const divisionsTemplate = {
  name: 'divisions',
  prepare: async (url: string) => {
    await migrate(url);
    const test = await open({ url, drop: () => Promise.resolve() }, { PROCESSES: 'web' });
    await test.app.get(DivisionImportService, { strict: false }).import(systemActor, shaanxiEdition());
    await test.app.close();
  },
};

/** The whole product on a database of its own that already holds the divisions of Shaanxi. */
export async function createTestApp(environment: Record<string, string> = {}): Promise<TestApp> {
  return open(await createTestDatabase(divisionsTemplate), environment);
}

async function open(database: TestDatabase, environment: Record<string, string>): Promise<TestApp> {
  const folder = mkdtempSync(join(tmpdir(), 'zhixing-app-'));
  const configuration = readConfiguration({
    DATA_DIR: folder,
    PORT: '0',
    PROCESSES: 'web',
    LOG_LEVEL: 'error',
    DATABASE_POOL: '10',
    ENCRYPTION_KEYS: testKeys,
    ...(await queuePlace()),
    ...environment,
  });
  const app = await createApp(AppModule.of(configuration, database.url), configuration);
  app.get(ApiDocument, { strict: false }).attach(app);
  await app.init();
  const fastify = app.getHttpAdapter().getInstance();
  await fastify.ready();
  return {
    app,
    fastify,
    configuration,
    database,
    close: async () => {
      await app.close();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
