import { Worker } from 'node:worker_threads';
import type { PressSetup, SheetOrder, SheetResult } from './render-batch.js';

export interface PressRequest {
  orders: SheetOrder[];
}

export type PressAnswer = { results: SheetResult[] } | { error: Error };

export const pressScript = new URL('press.sandbox.js', import.meta.url);

/** One thread that sets certificates, a batch at a time. */
export class PressThread {
  private readonly worker: Worker;
  private settle: ((answer: PressAnswer) => void) | undefined;
  /** It has ended or broken down: the next batch needs another thread. */
  broken = false;

  constructor(setup: PressSetup) {
    this.worker = new Worker(pressScript, { workerData: setup, execArgv: [], env: {} });
    this.worker.unref();
    this.worker.on('message', (answer: PressAnswer) => {
      this.answer(answer);
    });
    this.worker.on('error', (error: Error) => {
      this.fail(error);
    });
    this.worker.on('exit', () => {
      this.fail(new Error('The thread that sets certificates has ended'));
    });
  }

  async set(orders: SheetOrder[]): Promise<SheetResult[]> {
    const answer = await new Promise<PressAnswer>((resolve) => {
      this.settle = resolve;
      this.worker.postMessage({ orders } satisfies PressRequest);
    });
    if ('error' in answer) throw answer.error;
    return answer.results;
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private answer(answer: PressAnswer): void {
    this.settle?.(answer);
    this.settle = undefined;
  }

  private fail(error: Error): void {
    this.broken = true;
    this.answer({ error });
  }
}
