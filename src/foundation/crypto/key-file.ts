import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KeyringError } from './keyring.js';

/**
 * The text of the installation's key file, made with fresh keys when there is none. Two processes that start at once
 * read the same file, whichever was quicker. Only its owner may read it.
 */
export function readOrMakeKeyFile(dataFolder: string): string {
  const path = join(dataFolder, 'keys');
  try {
    return readPrivate(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  mkdirSync(dataFolder, { recursive: true });
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, `${freshKey('k1')}\n${freshKey('lookup')}\n`, {
    mode: 0o600,
    flag: 'wx',
    flush: true,
  });
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readPrivate(path);
}

function readPrivate(path: string): string {
  const text = readFileSync(path, 'utf8');
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0)
    throw new KeyringError(`${path} may be read by other users; run: chmod 600 ${path}`);
  return text;
}

function freshKey(id: string): string {
  return `${id}:${randomBytes(32).toString('base64')}`;
}
