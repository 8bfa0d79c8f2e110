import type { TicketWorker } from './queue-backend.js';

/** What of a BullMQ worker is needed to see that it lives. */
interface MortalWorker extends TicketWorker {
  isRunning(): boolean;
  waitUntilReady(): Promise<unknown>;
}

const checkEvery = 2_000;

/** Replaces a BullMQ worker that gave up: one whose backend is away in its first moments never runs again by itself. */
export class SteadyWorker implements TicketWorker {
  private worker: MortalWorker;
  private stillborn = false;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly make: () => MortalWorker) {
    this.worker = this.start();
    this.timer = setInterval(() => {
      this.revive();
    }, checkEvery);
  }

  async close(force?: boolean): Promise<void> {
    clearInterval(this.timer);
    await this.worker.close(force);
  }

  private revive(): void {
    if (this.worker.isRunning() && !this.stillborn) return;
    this.worker.close(true).catch(() => undefined);
    this.worker = this.start();
  }

  private start(): MortalWorker {
    const worker = this.make();
    this.stillborn = false;
    worker.waitUntilReady().catch(() => {
      this.stillborn ||= worker === this.worker;
    });
    return worker;
  }
}
