import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { SpreadsheetError, type SpreadsheetErrorCode } from './spreadsheet.error.js';
import { countRows } from './row-count.js';
import type { TableRow } from './table.js';
import { readBatches, type TableTask } from './table.reader.js';

/** What the parsing thread sends back for each request. */
export type TableAnswer =
  | { rows: TableRow[] }
  | { count: number }
  | { end: true }
  | { code: SpreadsheetErrorCode; params: Readonly<Record<string, string | number>> };

const batchSize = 500;
/** Requests under way: the thread parses a batch while the one before is being used, and never runs further ahead. */
const requestsAhead = 2;

const script = new URL('table.sandbox.js', import.meta.url);

/**
 * Parses a file in a thread of its own with a bounded heap: a file that needs more ends that thread and is
 * `tooLarge`, and this process goes on. Ending the iteration ends the thread. Where the compiled thread isn't beside
 * this file, as under a test runner that loads TypeScript, the same code runs in this thread.
 */
export function parseTable(task: TableTask): AsyncGenerator<TableRow[]> {
  return existsSync(fileURLToPath(script)) ? parseInThread(task) : readBatches(task, batchSize);
}

/** Counts rows in a thread of its own, bounded in the same way. @throws SpreadsheetError */
export async function countInThread(task: TableTask): Promise<number> {
  if (!existsSync(fileURLToPath(script))) return countRows(task);
  const worker = threadFor(task);
  const answers = new Answers(worker, task.limits.memory);
  try {
    worker.postMessage('count');
    const answer = await answers.next();
    if ('code' in answer) throw new SpreadsheetError(answer.code, answer.params);
    return 'count' in answer ? answer.count : 0;
  } finally {
    await worker.terminate();
  }
}

function threadFor(task: TableTask): Worker {
  return new Worker(script, {
    workerData: { task, batchSize },
    resourceLimits: { maxOldGenerationSizeMb: task.limits.memory },
    execArgv: [],
    env: {},
  });
}

async function* parseInThread(task: TableTask): AsyncGenerator<TableRow[]> {
  const worker = threadFor(task);
  const answers = new Answers(worker, task.limits.memory);
  try {
    for (let ahead = 1; ahead < requestsAhead; ahead += 1) worker.postMessage('next');
    for (;;) {
      worker.postMessage('next');
      const answer = await answers.next();
      if ('code' in answer) throw new SpreadsheetError(answer.code, answer.params);
      if (!('rows' in answer)) return;
      yield answer.rows;
    }
  } finally {
    await worker.terminate();
  }
}

/** A thread's answers in order; its failure is the answer to everything after it. */
class Answers {
  private readonly waiting: TableAnswer[] = [];
  private failure: Error | undefined;
  private wake: () => void = () => undefined;

  constructor(worker: Worker, memory: number) {
    worker.on('message', (answer: TableAnswer) => {
      this.waiting.push(answer);
      this.wake();
    });
    worker.on('error', (error: NodeJS.ErrnoException) => {
      this.failure =
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? new SpreadsheetError('spreadsheet.tooLarge', { limit: 'memory', most: memory })
          : error;
      this.wake();
    });
    worker.on('exit', () => {
      this.failure ??= new SpreadsheetError('spreadsheet.damaged');
      this.wake();
    });
  }

  async next(): Promise<TableAnswer> {
    for (;;) {
      const answer = this.waiting.shift();
      if (answer) return answer;
      if (this.failure) throw this.failure;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}
