import { Worker } from 'node:worker_threads';
import { Unavailable } from '../../foundation/error/domain-error.js';
import type { SheetResult } from './landed-batch.js';
import { PressFailure, pressFailure } from './press-failure.js';
import type { PressSetup, SheetOrder } from './render-batch.js';

export interface PressRequest {
  batch: number;
  orders: SheetOrder[];
}

export type PressAnswer = { batch: number } & ({ results: SheetResult[] } | { failure: PressFailure });

export const pressScript = new URL('press.sandbox.js', import.meta.url);

/** One thread that sets certificates. It takes a second batch while the first one is being flushed to the disk. */
export class PressThread {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, (outcome: SheetResult[] | PressFailure) => void>();
  private batches = 0;
  /** It has ended or broken down: the next batch needs another thread, which reads sheet and fonts anew. */
  broken = false;

  constructor(setup: PressSetup) {
    this.worker = new Worker(pressScript, { workerData: setup, execArgv: [], env: {} });
    this.worker.unref();
    this.worker.on('message', (answer: PressAnswer) => {
      this.settle(answer.batch, 'results' in answer ? answer.results : answer.failure);
    });
    this.worker.on('error', (error: Error) => {
      this.fail(error);
    });
    this.worker.on('exit', () => {
      this.fail(new Error('The thread that sets certificates has ended'));
    });
  }

  /** Batches under way. */
  get load(): number {
    return this.waiting.size;
  }

  /** @throws Unavailable with what broke the sheet or the machine */
  async set(orders: SheetOrder[]): Promise<SheetResult[]> {
    const outcome = await new Promise<SheetResult[] | PressFailure>((resolve) => {
      this.waiting.set(++this.batches, resolve);
      this.worker.postMessage({ batch: this.batches, orders } satisfies PressRequest);
    });
    if (Array.isArray(outcome)) return outcome;
    this.broken = true;
    throw new Unavailable(outcome.code, outcome.params);
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private settle(batch: number, outcome: SheetResult[] | PressFailure): void {
    this.waiting.get(batch)?.(outcome);
    this.waiting.delete(batch);
  }

  private fail(error: Error): void {
    this.broken = true;
    for (const batch of this.waiting.keys()) this.settle(batch, pressFailure(error));
  }
}
