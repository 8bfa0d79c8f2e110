import {
  chmodSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createMissingSymlinks } from './binaries-symlink.js';

/**
 * Copies PostgreSQL's programs to a place every user can reach and returns that folder. A complete
 * copy of the same version is used again; one that somebody else could have prepared never is.
 */
export function copyBinaries(installed: string): string {
  const { version } = JSON.parse(readFileSync(join(dirname(installed), 'package.json'), 'utf8')) as {
    version: string;
  };
  const home = join(tmpdir(), `zhixing-postgres-${version}-${process.getuid?.() ?? 'user'}`);
  const copy = join(home, 'native');
  if (isOwn(home) && isComplete(installed, copy)) return copy;

  const staging = mkdtempSync(`${home}-`);
  chmodSync(staging, 0o755);
  copyFolder(installed, join(staging, 'native'));
  createMissingSymlinks(join(staging, 'native'));
  if (isOwn(home)) rmSync(home, { recursive: true, force: true });
  try {
    renameSync(staging, home);
    return copy;
  } catch {
    // Another process was faster, or a stranger sits on the name: this copy serves as well.
    return join(staging, 'native');
  }
}

/** Headers, static libraries and the like are of no use to a running server. */
const isNeeded = (name: string) => !name.endsWith('.a') && name !== 'pkgconfig' && name !== 'include';

function copyFolder(from: string, to: string): void {
  mkdirSync(to);
  chmodSync(to, 0o755);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (!isNeeded(entry.name) || entry.isSymbolicLink()) continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) copyFolder(source, target);
    else {
      copyFileSync(source, target);
      chmodSync(target, statSync(source).mode & 0o100 ? 0o755 : 0o644);
    }
  }
}

/** Cleaners of temporary folders take single old files, so every file is looked at. */
function isComplete(from: string, copy: string): boolean {
  return readdirSync(from, { withFileTypes: true }).every((entry) => {
    if (!isNeeded(entry.name)) return true;
    const [source, target] = [join(from, entry.name), join(copy, entry.name)];
    if (entry.isDirectory()) return isComplete(source, target);
    return statSync(target, { throwIfNoEntry: false })?.size === statSync(source).size;
  });
}

function isOwn(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  return (
    found?.isDirectory() === true &&
    found.uid === (process.getuid?.() ?? found.uid) &&
    (found.mode & 0o022) === 0
  );
}
