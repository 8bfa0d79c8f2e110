import { readFileSync, readlinkSync } from 'node:fs';

export interface RunningProcess {
  /** Name of the executable; unknown where the system does not tell it cheaply. */
  name?: string;
  /** Working folder; unknown also for other users' processes. */
  folder?: string;
}

/**
 * Looks for a process by its id. A zombie does not count: in a container without an init nobody
 * collects it, and it would look alive for ever.
 */
export function findProcess(pid: number): RunningProcess | undefined {
  if (process.platform === 'linux') {
    const [, name, state] = /^\d+ \((.*)\) (\S)/s.exec(readOrEmpty(`/proc/${pid}/stat`)) ?? [];
    if (state === 'Z' || state === 'X') return undefined;
    if (name !== undefined) return { name, ...workingFolder(pid) };
  }
  return signal(pid, 0) ? {} : undefined;
}

/** Sends a signal (0 only asks); false when there is no such process. */
export function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function workingFolder(pid: number): { folder?: string } {
  try {
    return { folder: readlinkSync(`/proc/${pid}/cwd`) };
  } catch {
    return {};
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
