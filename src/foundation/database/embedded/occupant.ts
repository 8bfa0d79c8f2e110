import { readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { clusterFolder } from './cluster.js';
import { EmbeddedServerError } from './embedded-server.error.js';
import { findProcess, signal, type RunningProcess } from './running-process.js';

/** The PostgreSQL server that runs on a data folder. */
export interface Occupant {
  pid: number;
  port: number;
  ready: boolean;
}

/** Who started the server: process ids of the application, its guard and the server. */
export interface Ownership {
  application: number;
  guard: number;
  server: number;
}

/** Reads PostgreSQL's own lock file; undefined when no server runs. */
export function findOccupant(dataFolder: string): Occupant | undefined {
  const file = lockFile(dataFolder);
  const lines = readOrEmpty(file).split('\n');
  const pid = Math.abs(Number(lines[0]));
  if (!pid) return undefined;
  const running = findProcess(pid);
  if (running === undefined || !mayServe(running, dataFolder)) {
    // PostgreSQL takes over a dead server's file by itself, but balks when the id was given to another
    // process, as happens after the restart of a machine or container.
    if (signal(pid, 0)) rmSync(file, { force: true });
    return undefined;
  }
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

export function recordOwnership(dataFolder: string, ownership: Ownership): void {
  writeFileSync(ownershipFile(dataFolder), JSON.stringify(ownership), { mode: 0o600 });
}

/**
 * Waits until it is plain what to do about a server that may run on the data folder. Returns a server
 * that a living instance of the application owns, or undefined when the folder is free, after stopping
 * a server whose application was killed together with its guard.
 */
export async function settleOccupant(
  dataFolder: string,
  log: (line: string) => void,
): Promise<{ occupant: Occupant; owner: Ownership } | undefined> {
  const begun = Date.now();
  for (;;) {
    const occupant = findOccupant(dataFolder);
    if (occupant === undefined) return undefined;
    const owner = readOwnership(dataFolder);
    if (owner?.server === occupant.pid) {
      if (findProcess(owner.application)) return { occupant, owner };
      if (!findProcess(owner.guard)) {
        log(`Stopping PostgreSQL ${occupant.pid}, left over from an instance that was killed`);
        await stopServer(dataFolder, occupant);
        continue;
      }
    }
    // Either the guard is stopping the server of an application that just ended (it uses force after a
    // minute), or a server has just begun and its owner is not on record yet.
    const patience = owner?.server === occupant.pid ? 75_000 : 15_000;
    if (Date.now() - begun > patience) throw foreignServer(dataFolder, occupant.pid);
    await sleep(20);
  }
}

/** Stops a server that has no guard any more: fast at first, hard (with recovery at next start) after 30 s. */
export async function stopServer(dataFolder: string, { pid }: Occupant): Promise<void> {
  for (const [name, milliseconds] of [
    ['SIGINT', 30_000],
    ['SIGQUIT', 10_000],
  ] as const) {
    if (!signal(pid, name)) return;
    const end = Date.now() + milliseconds;
    while (Date.now() < end) {
      if (findOccupant(dataFolder)?.pid !== pid) return;
      await sleep(10);
    }
  }
  throw foreignServer(dataFolder, pid);
}

export function lockedFolder(dataFolder: string, owner: Ownership): EmbeddedServerError {
  return new EmbeddedServerError(
    `The data folder ${dataFolder} is in use: Zhixing (process ${owner.application}) runs its database there ` +
      `(PostgreSQL process ${owner.server}). Stop that instance first, or set DATA_DIR to another folder.`,
  );
}

function foreignServer(dataFolder: string, pid: number): EmbeddedServerError {
  return new EmbeddedServerError(
    `The data folder ${dataFolder} is in use by PostgreSQL process ${pid}, which no running Zhixing owns and ` +
      `which did not end by itself. Stop it (kill -INT ${pid}), or set DATA_DIR to another folder.`,
  );
}

function readOwnership(dataFolder: string): Ownership | undefined {
  try {
    return JSON.parse(readOrEmpty(ownershipFile(dataFolder))) as Ownership;
  } catch {
    return undefined;
  }
}

function mayServe({ name, folder }: RunningProcess, dataFolder: string): boolean {
  if (name !== undefined && name !== 'postgres') return false;
  return folder === undefined || folder === realpathSync(clusterFolder(dataFolder));
}

const lockFile = (dataFolder: string) => join(clusterFolder(dataFolder), 'postmaster.pid');
const ownershipFile = (dataFolder: string) => join(dataFolder, 'owner.json');

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
