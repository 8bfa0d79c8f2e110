import { EmbeddedServerError } from './embedded-server.error.js';
import { canReach, type ServerUser } from './server-user.js';

/** How a program of PostgreSQL is told where the data are. */
export interface DataAddress {
  /** Working directory to start it in. */
  cwd: string;
  /** Value of its -D argument. */
  argument: string;
}

/**
 * Root may keep its data below a folder that the server's user cannot pass, such as /root. Linux lets a
 * process work in the folder it was started in all the same, by way of /proc/self/cwd.
 */
export function addressData(folder: string, user: ServerUser | undefined): DataAddress {
  if (user === undefined || canReach(folder, user)) return { cwd: folder, argument: folder };
  if (process.platform === 'linux') return { cwd: folder, argument: '/proc/self/cwd' };
  throw new EmbeddedServerError(
    `PostgreSQL does not run as root, and its user (id ${user.uid}) cannot reach the data folder ${folder}. ` +
      'Start Zhixing as an ordinary user, or set DATA_DIR to a folder below one that everybody may pass.',
  );
}
