import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { ApiDocument } from './foundation/api-document/api-document.js';
import { Configuration, ConfigurationError, readConfiguration } from './foundation/config/configuration.js';
import { startEmbeddedServer } from './foundation/database/embedded/embedded-server.js';
import { migrate } from './foundation/database/migrate.js';
import { createApp } from './foundation/http/create-app.js';

/** A running product: its application, the address of its database, and an orderly end. */
export interface Running {
  app: NestFastifyApplication;
  configuration: Configuration;
  databaseUrl: string;
  stop(): Promise<void>;
}

/**
 * Brings the product up without listening: database (embedded unless `DATABASE_URL` is set), schema, module graph.
 * @param share join the embedded server of a living sibling process instead of failing
 * @param beforeSchema what has to happen in the database before its schema is brought up to date
 */
export async function boot(
  configuration: Configuration,
  {
    share = false,
    beforeSchema,
  }: { share?: boolean; beforeSchema?: (databaseUrl: string) => Promise<void> } = {},
): Promise<Running> {
  const server = configuration.databaseUrl
    ? undefined
    : await startEmbeddedServer({ dataFolder: configuration.dataFolder, log: say, share });
  const databaseUrl = configuration.databaseUrl ?? server?.url ?? '';
  try {
    await beforeSchema?.(databaseUrl);
    await migrate(databaseUrl);
    const app = await createApp(AppModule.of(configuration, databaseUrl), configuration);
    app.get(ApiDocument, { strict: false }).attach(app);
    return {
      app,
      configuration,
      databaseUrl,
      stop: async () => {
        await app.close();
        await server?.stop();
      },
    };
  } catch (error) {
    await server?.stop();
    throw error;
  }
}

/** Reads the environment, or says plainly which variable is wrong and ends. */
export function configurationOrExit(): Configuration {
  try {
    return readConfiguration(process.env);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    say(error.message);
    process.exit(1);
  }
}

/** Ends in order on the first signal: no new requests, running work finished, database last. */
export function stopOnSignal(running: Running): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    say(`${signal}: stopping ...`);
    setTimeout(() => process.exit(1), 30_000).unref();
    running.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        say(`Stopping failed: ${String(error)}`);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

/** One line for the operator. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** What went wrong at start, in a line an operator can act on. */
export function explain(error: unknown, configuration: Configuration): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return `Port ${configuration.port} on ${configuration.host} is taken by another program. Stop that program or set PORT to a free port.`;
  if (code === 'EACCES')
    return `No permission: ${message}. Choose a port above 1023 with PORT, or a folder this user may write with DATA_DIR.`;
  return message;
}
