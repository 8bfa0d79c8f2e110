import { parentPort, workerData } from 'node:worker_threads';
import { FileFolder } from '../../foundation/storage/file-folder.js';
import { landBatch } from './landed-batch.js';
import { pressFailure } from './press-failure.js';
import type { PressAnswer, PressRequest } from './press-thread.js';
import { OrderPress, type PressSetup } from './render-batch.js';

/** A thread that sets certificates and writes them aside: each message is a batch, each answer where its files are. */
const setup = workerData as PressSetup;
const folder = new FileFolder(setup.fileFolder);
let press: OrderPress | undefined;

parentPort?.on('message', (request: PressRequest) => {
  void answer(request).then((message) => parentPort?.postMessage(message));
});

async function answer({ batch, orders }: PressRequest): Promise<PressAnswer> {
  try {
    press ??= new OrderPress(setup);
    return { batch, results: await landBatch(press, folder, orders) };
  } catch (error) {
    return { batch, failure: pressFailure(error) };
  }
}
