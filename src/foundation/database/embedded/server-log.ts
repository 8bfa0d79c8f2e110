import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

const largestLog = 10 * 1024 * 1024;

/** The file that PostgreSQL's own lines go to; one older file is kept beside it. */
export class ServerLog {
  readonly file: string;
  private start = 0;

  constructor(dataFolder: string) {
    this.file = join(dataFolder, 'server.log');
    if (this.size() > largestLog) renameSync(this.file, `${this.file}.old`);
    closeSync(openSync(this.file, 'a', 0o600));
    this.mark();
  }

  /** Later tails begin here. */
  mark(): void {
    this.start = this.size();
  }

  /** The last lines written since the mark. */
  tail(): string {
    return readFileSync(this.file).subarray(this.start).toString().trim().split('\n').slice(-5).join('\n');
  }

  private size(): number {
    return statSync(this.file, { throwIfNoEntry: false })?.size ?? 0;
  }
}
