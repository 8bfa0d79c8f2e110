import { setTimeout as sleep } from 'node:timers/promises';
import { BeforeApplicationShutdown, Injectable, Logger, OnApplicationBootstrap } from '@nestjs/common';
import { Configuration } from '../../foundation/config/configuration.js';
import { StatisticsService } from './statistics.service.js';

/** Milliseconds from one fold's start to the next: short enough for a lag under a second, long enough to batch. */
const interval = 150;

/**
 * Folds deltas for as long as the worker lives. Not a queue job: it must go on several times a second whatever the queues
 * do, and a crash loses nothing because deltas leave their table in the transaction that adds them.
 */
@Injectable()
export class FoldLoop implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(FoldLoop.name);
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private failing = false;

  constructor(
    private readonly configuration: Configuration,
    private readonly statistics: StatisticsService,
  ) {}

  onApplicationBootstrap(): void {
    if (this.configuration.processes !== 'web') this.running = this.loop();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async loop(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const started = performance.now();
      await this.foldQuietly();
      const rest = Math.max(0, interval - (performance.now() - started));
      await sleep(rest, undefined, { signal: this.stopping.signal, ref: false }).catch(() => undefined);
    }
  }

  /** The database may be away for a while: one line when it goes, one when it is back. */
  private async foldQuietly(): Promise<void> {
    try {
      await this.statistics.foldOnce();
      if (this.failing) this.logger.log('Folding statistics works again');
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.logger.error('Folding statistics failed; deltas wait', error);
      this.failing = true;
    }
  }
}
