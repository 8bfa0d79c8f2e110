import { parentPort, workerData } from 'node:worker_threads';
import { SpreadsheetError } from './spreadsheet.error.js';
import type { TableAnswer } from './table.thread.js';
import { readBatches, type TableTask } from './table.reader.js';

/** The thread that parses: each message from the reader asks for one batch of rows. */
const { task, batchSize } = workerData as { task: TableTask; batchSize: number };
const batches = readBatches(task, batchSize);

parentPort?.on('message', () => {
  void batches
    .next()
    .then((next): TableAnswer => (next.done ? { end: true } : { rows: next.value }), failed)
    .then((answer) => parentPort?.postMessage(answer));
});

function failed(error: unknown): TableAnswer {
  if (error instanceof SpreadsheetError) return { code: error.code, params: error.params };
  throw error;
}
