import { AsyncResource } from 'node:async_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';

interface Waiting<Claim, Outcome> {
  claim: Claim;
  resolve: (outcome: Outcome) => void;
  reject: (error: unknown) => void;
}

/**
 * Collects claims while the previous batch is in flight and settles them together: the busier it is, the larger
 * the batches. From `pipelinedFrom` waiting claims on, a second batch sets out before the first is back, so that
 * this process and the database work at the same time; earlier it would only cut the batches smaller.
 * Two claims with the same `identity` never share a batch, so that a double submit finds the first
 * one's rows.
 */
export class ClaimLane<Claim, Outcome> {
  private waiting: Waiting<Claim, Outcome>[] = [];
  private running = 0;
  // A batch belongs to no single request: it must not run in the context of the one that happened to start it.
  private readonly context = new AsyncResource('ClaimLane');

  constructor(
    private readonly settle: (claims: Claim[]) => Promise<Outcome[]>,
    private readonly identity: (claim: Claim) => string,
    private readonly largest = 500,
    private readonly pipelinedFrom = Infinity,
  ) {}

  submit(claim: Claim): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ claim, resolve, reject });
      if (this.running > 1 || !this.mayRun(this.running)) return;
      this.running++;
      void this.context.runInAsyncScope(() => this.run());
    });
  }

  private async run(): Promise<void> {
    do {
      // Those who were just answered, and those who came in the same turn, join this batch.
      await nextTurn();
      const batch = this.takeBatch();
      if (batch.length > 0) await this.settleBatch(batch);
    } while (this.waiting.length > 0 && this.mayRun(this.running - 1));
    this.running--;
  }

  private mayRun(others: number): boolean {
    return others === 0 || this.waiting.length >= this.pipelinedFrom;
  }

  private takeBatch(): Waiting<Claim, Outcome>[] {
    const seen = new Set<string>();
    const batch: Waiting<Claim, Outcome>[] = [];
    const later: Waiting<Claim, Outcome>[] = [];
    for (const entry of this.waiting) {
      const identity = this.identity(entry.claim);
      if (seen.has(identity) || batch.length === this.largest) later.push(entry);
      else batch.push(entry);
      seen.add(identity);
    }
    this.waiting = later;
    return batch;
  }

  private async settleBatch(batch: Waiting<Claim, Outcome>[]): Promise<void> {
    try {
      const outcomes = await this.settle(batch.map(({ claim }) => claim));
      batch.forEach(({ resolve }, index) => resolve(outcomes[index] as Outcome));
    } catch (error) {
      if (batch.length === 1) batch[0]?.reject(error);
      // One claim that cannot be written must not cost the others their seats.
      else for (const entry of batch) await this.settleBatch([entry]);
    }
  }
}
