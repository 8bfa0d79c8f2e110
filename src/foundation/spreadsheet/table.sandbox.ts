import { parentPort, workerData } from 'node:worker_threads';
import { SpreadsheetError } from './spreadsheet.error.js';
import type { TableAnswer } from './table.thread.js';
import { countRows } from './row-count.js';
import { readBatches, type TableTask } from './table.reader.js';

/** The thread that parses: each message asks for one batch of rows, or for their number. */
const { task, batchSize } = workerData as { task: TableTask; batchSize: number };
const batches = readBatches(task, batchSize);

parentPort?.on('message', (wish: 'next' | 'count') => {
  void (wish === 'count' ? count() : next()).catch(failed).then((answer) => parentPort?.postMessage(answer));
});

async function next(): Promise<TableAnswer> {
  const batch = await batches.next();
  return batch.done ? { end: true } : { rows: batch.value };
}

async function count(): Promise<TableAnswer> {
  return { count: await countRows(task) };
}

function failed(error: unknown): TableAnswer {
  if (error instanceof SpreadsheetError) return { code: error.code, params: error.params };
  throw error;
}
