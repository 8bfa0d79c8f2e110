import { Injectable, OnApplicationShutdown } from '@nestjs/common';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Configuration } from '../../foundation/config/configuration.js';
import { FileFolder } from '../../foundation/storage/file-folder.js';
import { landBatch, type SheetResult } from './landed-batch.js';
import { unavailable } from './press-failure.js';
import { PressThread, pressScript } from './press-thread.js';
import { OrderPress, type PressSetup, type SheetOrder } from './render-batch.js';
import { SealingKeys } from './sealing-keys.js';

/** Every thread holds Typst and its fonts, so a machine with many cores doesn't use them all. */
const mostThreads = 4;
/** One batch is set while the one before is being flushed. */
const batchesPerThread = 2;
/** Threads that have had nothing to do for this long give their memory back; milliseconds. */
const idleTime = 20_000;

/**
 * Sets batches of certificates over all cores, off the event loop, and writes them aside. Where the compiled thread
 * isn't beside this file, as under a test runner that loads TypeScript, the same code runs in this thread.
 */
@Injectable()
export class CertificatePress implements OnApplicationShutdown {
  /** Threads that set batches. */
  readonly width = Math.max(1, Math.min(mostThreads, availableParallelism()));
  /** Batches that can be under way at once. */
  readonly lanes = this.width * batchesPerThread;
  private readonly threaded = existsSync(fileURLToPath(pressScript));
  private readonly waiting: (() => void)[] = [];
  private threads: PressThread[] = [];
  private own: OrderPress | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly configuration: Configuration,
    private readonly keys: SealingKeys,
  ) {}

  /**
   * In the order asked for; the files have landed and wait for a name. A person's missing glyph is a result.
   * @throws Unavailable with what broke the sheet, the fonts or the disk; trying again reads them anew
   */
  async set(orders: SheetOrder[]): Promise<SheetResult[]> {
    const setup = await this.setup();
    if (!this.threaded) return this.setHere(setup, orders);
    clearTimeout(this.timer);
    let thread = this.free(setup);
    while (!thread) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
      thread = this.free(setup);
    }
    try {
      return await thread.set(orders);
    } finally {
      this.release(thread);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    await Promise.all(this.threads.splice(0).map((thread) => thread.close()));
  }

  private async setup(): Promise<PressSetup> {
    const { fontFolder, dataFolder } = this.configuration;
    return {
      sealing: await this.keys.current(),
      fileFolder: join(dataFolder, 'files'),
      ...(fontFolder !== undefined && { fontFolder }),
    };
  }

  private async setHere(setup: PressSetup, orders: SheetOrder[]): Promise<SheetResult[]> {
    try {
      this.own ??= new OrderPress(setup);
      return await landBatch(this.own, new FileFolder(setup.fileFolder), orders);
    } catch (error) {
      this.own = undefined;
      throw unavailable(error);
    }
  }

  /** Not a promise: who gets a thread must have given it the batch before anybody else asks. */
  private free(setup: PressSetup): PressThread | undefined {
    const [least] = this.threads.sort((one, other) => one.load - other.load);
    if (least?.load === 0) return least;
    if (this.threads.length >= this.width) return least && least.load < batchesPerThread ? least : undefined;
    const fresh = new PressThread(setup);
    this.threads.push(fresh);
    return fresh;
  }

  private release(thread: PressThread): void {
    if (thread.broken && this.threads.includes(thread)) {
      this.threads = this.threads.filter((other) => other !== thread);
      void thread.close();
    }
    this.waiting.shift()?.();
    if (this.threads.some(({ load }) => load > 0)) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      for (const rested of this.threads.splice(0)) void rested.close();
    }, idleTime);
    this.timer.unref();
  }
}
