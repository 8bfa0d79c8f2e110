import { parentPort, workerData } from 'node:worker_threads';
import type { PressAnswer, PressRequest } from './press-thread.js';
import { BatchPress, PressSetup } from './render-batch.js';

/** A thread that sets certificates: each message is a batch, each answer its results, the bytes handed over. */
let press: BatchPress | undefined;

parentPort?.on('message', ({ orders }: PressRequest) => {
  void answer(orders).then((message) => {
    const handed =
      'results' in message
        ? message.results.flatMap((result) => ('bytes' in result ? [result.bytes.buffer as ArrayBuffer] : []))
        : [];
    parentPort?.postMessage(message, [...new Set(handed)]);
  });
});

async function answer(orders: PressRequest['orders']): Promise<PressAnswer> {
  try {
    press ??= new BatchPress(workerData as PressSetup);
    const results = await press.set(orders);
    // A small Buffer shares its memory with others; a copy of its own can be handed over.
    return {
      results: results.map((result) =>
        'bytes' in result ? { bytes: Uint8Array.from(result.bytes) } : result,
      ),
    };
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
}
