import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Binaries } from './binaries.js';
import { addressData } from './data-address.js';
import { EmbeddedServerError } from './embedded-server.error.js';
import { runProgram } from './run-program.js';
import { findProcess } from './running-process.js';
import type { ServerUser } from './server-user.js';

/** Name of the server's owner role and of the database. */
const product = 'zhixing';

const localeArguments = [
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  // Older macOS has no C.UTF-8; the trigram and text search parsers still ask LC_CTYPE what a letter is.
  process.platform === 'darwin' ? '--lc-ctype=en_US.UTF-8' : '--locale=C.UTF-8',
  '--lc-messages=C',
];

/**
 * Creates the database cluster unless it is there. It is made beside its place and moved there in one
 * step, so that neither a kill nor a second process ever leaves half of one.
 *
 * @param durable false skips flushing to disk, for throw-away data of tests
 */
export async function createCluster(
  dataFolder: string,
  binaries: Binaries,
  user: ServerUser | undefined,
  durable: boolean,
): Promise<void> {
  const cluster = clusterFolder(dataFolder);
  removeAbandoned(dataFolder);
  const staging = mkdtempSync(join(dataFolder, `new-${process.pid}-`));
  const fresh = join(staging, 'cluster');
  const passwordFile = join(staging, 'password');
  try {
    mkdirSync(fresh, { mode: 0o700 });
    writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
    for (const path of [staging, fresh, passwordFile]) if (user) chownSync(path, user.uid, user.gid);

    const { cwd, argument } = addressData(fresh, user);
    const initdb = (...more: string[]) =>
      runProgram(binaries.initdb, ['-D', argument, ...more], { user, cwd });
    await initdb(
      ...['-U', product, `--pwfile=${argument}/../password`, '--auth=scram-sha-256'],
      ...['--data-checksums', '--no-sync', '--no-instructions', ...localeArguments],
    );
    const single = ['--single', '-D', argument, '-c', 'exit_on_error=on', '-c', 'fsync=off', 'template1'];
    await runProgram(binaries.postgres, single, { user, cwd, input: `CREATE DATABASE ${product}\n` });
    renameSync(passwordFile, join(fresh, 'password'));
    if (durable) await initdb('--sync-only');
    moveInPlace(fresh, cluster);
    if (durable) flushFolder(dataFolder);
  } catch (error) {
    if (error instanceof EmbeddedServerError) throw error;
    throw new EmbeddedServerError(
      `The database could not be created in ${cluster}: ${(error as Error).message}`,
      { cause: error },
    );
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

export function clusterFolder(dataFolder: string): string {
  return join(dataFolder, 'cluster');
}

/** Refuses data that another major version of PostgreSQL made. */
export function requireSameVersion(cluster: string, binaries: Binaries): void {
  const major = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
  if (major === binaries.major) return;
  throw new EmbeddedServerError(
    `The database in ${cluster} was made by PostgreSQL ${major}; this is PostgreSQL ${binaries.major}. ` +
      `Start the release of Zhixing that made it and carry the data over with pg_dump and pg_restore.`,
  );
}

/** The address for clients, with the password that is kept beside the data. */
export function clusterUrl(cluster: string, port: number): string {
  try {
    const password = readFileSync(join(cluster, 'password'), 'utf8').trim();
    return `postgres://${product}:${password}@127.0.0.1:${port}/${product}`;
  } catch (error) {
    throw new EmbeddedServerError(
      `The database's password cannot be read: ${(error as Error).message}. Run as the user that started Zhixing.`,
      { cause: error },
    );
  }
}

function moveInPlace(fresh: string, cluster: string): void {
  try {
    renameSync(fresh, cluster);
  } catch (error) {
    // Another process was faster; its cluster is as good.
    if (!existsSync(join(cluster, 'PG_VERSION'))) throw error;
  }
}

/** Makes the move survive a power cut; Windows neither needs nor allows it. */
function flushFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

function removeAbandoned(dataFolder: string): void {
  for (const name of readdirSync(dataFolder)) {
    const pid = /^new-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && findProcess(Number(pid)) === undefined) {
      rmSync(join(dataFolder, name), { recursive: true, force: true });
    }
  }
}
