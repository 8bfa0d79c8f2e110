import { Injectable, OnApplicationShutdown } from '@nestjs/common';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Configuration } from '../../foundation/config/configuration.js';
import { PressThread, pressScript } from './press-thread.js';
import { BatchPress, PressSetup, SheetOrder, SheetResult } from './render-batch.js';
import { SealingKeys } from './sealing-keys.js';

/** Every thread holds Typst and its fonts, so a machine with many cores doesn't use them all. */
const mostThreads = 4;
/** Threads that have had nothing to do for this long give their memory back; milliseconds. */
const idleTime = 20_000;

/**
 * Sets batches of certificates over all cores, off the event loop. Where the compiled thread isn't beside this file,
 * as under a test runner that loads TypeScript, the same code runs in this thread.
 */
@Injectable()
export class CertificatePress implements OnApplicationShutdown {
  /** Batches that can be under way at once. */
  readonly width = Math.max(1, Math.min(mostThreads, availableParallelism()));
  private readonly threaded = existsSync(fileURLToPath(pressScript));
  private readonly idle: PressThread[] = [];
  private readonly waiting: (() => void)[] = [];
  private busy = 0;
  private own: BatchPress | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly configuration: Configuration,
    private readonly keys: SealingKeys,
  ) {}

  /** In the order asked for. @throws what broke the sheet or the machine; a person's missing glyph is a result */
  async set(orders: SheetOrder[]): Promise<SheetResult[]> {
    const { fontFolder } = this.configuration;
    const setup = { sealing: await this.keys.current(), ...(fontFolder !== undefined && { fontFolder }) };
    if (!this.threaded) return (this.own ??= new BatchPress(setup)).set(orders);
    const thread = await this.take(setup);
    try {
      return await thread.set(orders);
    } finally {
      this.release(thread);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    await Promise.all(this.idle.splice(0).map((thread) => thread.close()));
  }

  private async take(setup: PressSetup): Promise<PressThread> {
    clearTimeout(this.timer);
    while (this.busy >= this.width) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.busy += 1;
    return this.idle.pop() ?? new PressThread(setup);
  }

  private release(thread: PressThread): void {
    this.busy -= 1;
    if (!thread.broken) this.idle.push(thread);
    this.waiting.shift()?.();
    if (this.busy > 0) return;
    this.timer = setTimeout(() => {
      for (const rested of this.idle.splice(0)) void rested.close();
    }, idleTime);
    this.timer.unref();
  }
}
