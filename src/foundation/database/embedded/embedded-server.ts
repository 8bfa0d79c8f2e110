import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findBinaries } from './binaries.js';
import { clusterFolder, clusterUrl, createCluster, requireSameVersion } from './cluster.js';
import { EmbeddedServerError } from './embedded-server.error.js';
import { findOccupant, lockedFolder, settleOccupant, type Occupant } from './occupant.js';
import { OwnedServer, StartCollision } from './owned-server.js';
import { chooseServerUser, type ServerUser } from './server-user.js';
import { defaultSettings } from './settings.js';

export interface EmbeddedServerOptions {
  /** Folder that holds the database, its password and the server's log; created when missing. */
  dataFolder: string;
  log: (line: string) => void;
  /** PostgreSQL settings that replace or extend the defaults of `settings.ts`. */
  settings?: Record<string, string>;
  /** Use the server that a living sibling process runs on the folder, instead of failing. */
  share?: boolean;
}

export interface EmbeddedServer {
  /** `postgres://` address on loopback; stays the same when the server is started again after a crash. */
  url: string;
  /** Stops the server if this process started it; close connections first. */
  stop(): Promise<void>;
}

/**
 * Runs the PostgreSQL that npm installed, on a data folder that only one server uses at a time.
 *
 * @throws EmbeddedServerError with advice for the operator
 */
export async function startEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const dataFolder = resolve(options.dataFolder);
  createFolder(dataFolder);
  const user = chooseServerUser(clusterFolder(dataFolder));
  for (let attempt = 1; ; attempt++) {
    const sibling = await settleOccupant(dataFolder, options.log);
    if (sibling) {
      if (!options.share) throw lockedFolder(dataFolder, sibling.owner);
      return await joinSibling(dataFolder, sibling.occupant);
    }
    try {
      return await startOwn({ ...options, dataFolder }, user);
    } catch (error) {
      if (!(error instanceof StartCollision) || attempt === 5) throw error;
    }
  }
}

async function startOwn(
  { dataFolder, log, settings: own }: EmbeddedServerOptions,
  user: ServerUser | undefined,
): Promise<EmbeddedServer> {
  const cluster = clusterFolder(dataFolder);
  const settings = { ...defaultSettings, ...own };
  const binaries = await findBinaries(user, log);
  if (!existsSync(join(cluster, 'PG_VERSION'))) {
    log(`Creating the database in ${dataFolder}`);
    await createCluster(dataFolder, binaries, user, settings.fsync !== 'off');
  }
  requireSameVersion(cluster, binaries);
  const server = await OwnedServer.start({ dataFolder, binaries, user, settings, log });
  return { url: server.url, stop: () => server.stop() };
}

/** Folders above keep the ordinary mode, so that other users can still pass them. */
function createFolder(dataFolder: string): void {
  try {
    mkdirSync(dataFolder, { recursive: true });
  } catch (error) {
    const reason = (error as Error).message;
    throw new EmbeddedServerError(
      `The data folder cannot be made (${reason}). Let Zhixing's user write there, or set DATA_DIR to another folder.`,
      { cause: error },
    );
  }
}

/** A shared server may just be starting, or recovering. */
async function joinSibling(dataFolder: string, { pid, port }: Occupant): Promise<EmbeddedServer> {
  for (
    let found = findOccupant(dataFolder);
    found?.pid === pid && !found.ready;
    found = findOccupant(dataFolder)
  ) {
    await sleep(20);
  }
  return { url: clusterUrl(clusterFolder(dataFolder), port), stop: () => Promise.resolve() };
}
