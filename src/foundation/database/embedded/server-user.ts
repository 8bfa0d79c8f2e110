import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { EmbeddedServerError } from './embedded-server.error.js';

/** The user that PostgreSQL runs as when the application runs as root, which PostgreSQL refuses to. */
export interface ServerUser {
  uid: number;
  gid: number;
}

/**
 * Undefined for an ordinary user, who runs the server as itself. For root it is the owner of the data
 * that is there, else the system's `postgres` or `nobody`.
 */
export function chooseServerUser(clusterFolder: string): ServerUser | undefined {
  const owner = existsSync(clusterFolder) ? statSync(clusterFolder) : undefined;
  const own = process.getuid?.();
  if (own !== 0) {
    if (own !== undefined && owner !== undefined && owner.uid !== own)
      throw foreignData(clusterFolder, owner.uid, own);
    return undefined;
  }
  if (owner?.uid === 0) {
    const user = systemUser();
    throw new EmbeddedServerError(
      `The database in ${clusterFolder} belongs to root, and PostgreSQL does not run as root. ` +
        `Give it to the server's user: chown -R ${user.uid}:${user.gid} '${clusterFolder}'`,
    );
  }
  return owner === undefined ? systemUser() : { uid: owner.uid, gid: owner.gid };
}

/** Whether the user may pass every folder above the path. */
export function canReach(path: string, user: ServerUser): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder);
    const search = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & search) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

function systemUser(): ServerUser {
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }));
    if (uid?.status === 0 && gid?.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new EmbeddedServerError(
    'PostgreSQL does not run as root, and this system has neither a user "postgres" nor "nobody". ' +
      'Start Zhixing as an ordinary user, or set DATABASE_URL to a PostgreSQL server.',
  );
}

function foreignData(clusterFolder: string, owner: number, own: number): EmbeddedServerError {
  return new EmbeddedServerError(
    `The database in ${clusterFolder} belongs to user id ${owner}, but Zhixing runs as user id ${own}. ` +
      `Start it as the user that made the data (or root), or let root run: chown -R ${own} '${dirname(clusterFolder)}'`,
  );
}
