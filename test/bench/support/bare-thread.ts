import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { PressSetup, SheetOrder } from '../../../src/service/certificate/render-batch.js';

/** A thread that sets certificates and throws them away: what the machine can do at most. */
export class BareThread {
  private readonly worker: Worker;

  constructor(setup: PressSetup) {
    this.worker = new Worker(new URL('bare-thread.sandbox.js', import.meta.url), { workerData: setup });
  }

  async set(orders: SheetOrder[]): Promise<void> {
    this.worker.postMessage(orders);
    await once(this.worker, 'message');
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}
