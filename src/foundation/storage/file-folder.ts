import { createHash, randomUUID } from 'node:crypto';
import {
  close,
  closeSync,
  createReadStream,
  fsync,
  mkdirSync,
  open as openCallback,
  openSync,
  readFile,
  ReadStream,
  writeSync,
} from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { FileTooLarge, storageFailure } from './storage.error.js';

/** A file that has been written and flushed, but has no name yet. */
export interface Landed {
  path: string;
  sha256: string;
  bytes: number;
}

/** Files on the disk, named by what is in them: `ab/cd/<sha256>` below one folder. */
export class FileFolder {
  private readonly arrivals: string;

  constructor(private readonly folder: string) {
    this.arrivals = join(folder, 'arriving');
  }

  /**
   * Writes the bytes aside and flushes them to the disk.
   * @throws FileTooLarge as soon as `limit` bytes are exceeded; Unavailable when the disk is full or read-only
   */
  async land(source: Readable | Buffer, limit: number): Promise<Landed> {
    const path = join(this.arrivals, randomUUID());
    try {
      await mkdir(this.arrivals, { recursive: true });
      return { path, ...(await write(path, source, limit)) };
    } catch (error) {
      await rm(path, { force: true }).catch(() => undefined);
      throw storageFailure(error);
    }
  }

  /**
   * As {@link land}, but has written before it returns and only flushes afterwards: for threads of their own, which may
   * wait for the disk and make thousands of files.
   */
  async landHere(bytes: Uint8Array): Promise<Landed> {
    const path = join(this.arrivals, randomUUID());
    try {
      mkdirSync(this.arrivals, { recursive: true });
      const file = openSync(path, 'wx', 0o640);
      try {
        for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
        await flush(file);
      } finally {
        closeSync(file);
      }
    } catch (error) {
      await rm(path, { force: true }).catch(() => undefined);
      throw storageFailure(error);
    }
    return { path, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
  }

  /** Gives a landed file its name. Replaces an equal one, which makes it young again for the sweep. */
  async settle({ path, sha256 }: Landed): Promise<void> {
    const target = this.pathOf(sha256);
    try {
      await renameInto(path, target);
      await flushFolder(join(target, '..'));
    } catch (error) {
      throw storageFailure(error);
    }
  }

  async discard({ path }: Landed): Promise<void> {
    await rm(path, { force: true });
  }

  async has(sha256: string): Promise<boolean> {
    return (await this.modifiedAt(sha256)) !== undefined;
  }

  async modifiedAt(sha256: string): Promise<number | undefined> {
    try {
      return (await stat(this.pathOf(sha256))).mtimeMs;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  read(sha256: string, range?: { start: number; end: number }): ReadStream {
    return createReadStream(this.pathOf(sha256), range);
  }

  /** All of a small file; cheaper than its stream. */
  whole(sha256: string): Promise<Buffer> {
    return readWhole(this.pathOf(sha256));
  }

  async remove(sha256: string): Promise<void> {
    await rm(this.pathOf(sha256), { force: true });
  }

  /** The hash of every file, folder by folder. */
  async *all(): AsyncGenerator<string> {
    for (const first of await foldersIn(this.folder))
      for (const second of await foldersIn(join(this.folder, first)))
        for (const name of await readdir(join(this.folder, first, second)))
          if (/^[0-9a-f]{64}$/.test(name)) yield name;
  }

  /** Removes arrivals that were never settled, because their process died. Returns how many. */
  async removeStranded(before: number): Promise<number> {
    let removed = 0;
    for (const name of await readdir(this.arrivals).catch(() => [])) {
      const path = join(this.arrivals, name);
      if ((await stat(path)).mtimeMs >= before) continue;
      await rm(path, { force: true });
      removed++;
    }
    return removed;
  }

  /** Where a file of this content lies, or would. */
  pathOf(sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error('A stored file is named by its SHA-256');
    return join(this.folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  }
}

// Half the cost of file handles, which counts where thousands of small files are kept.
const [flush, openFile, closeFile, readWhole] = [
  promisify(fsync),
  promisify(openCallback),
  promisify(close),
  promisify(readFile),
];

/** Makes the folder only when it isn't there yet: most names find theirs. */
async function renameInto(path: string, target: string): Promise<void> {
  try {
    await rename(path, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await mkdir(join(target, '..'), { recursive: true });
    await rename(path, target);
  }
}

async function write(path: string, source: Readable | Buffer, limit: number): Promise<Omit<Landed, 'path'>> {
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await open(path, 'wx', 0o640);
  try {
    for await (const chunk of Buffer.isBuffer(source) ? [source] : (source as AsyncIterable<Buffer>)) {
      bytes += chunk.length;
      if (bytes > limit) throw new FileTooLarge(limit);
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { sha256: hash.digest('hex'), bytes };
}

/** Makes the new name itself survive a loss of power. Windows has no such call and needs none. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await openFile(folder, 'r');
  try {
    await flush(handle);
  } finally {
    await closeFile(handle);
  }
}

async function foldersIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => /^[0-9a-f]{2}$/.test(name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
