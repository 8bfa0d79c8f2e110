import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Database } from '../../foundation/database/database.js';
import { foldStatement } from './fold.sql.js';
import { differenceStatement, recounts } from './recount.sql.js';

const advisoryLock = 7_451_026;
const serializationFailures = ['40001', '40P01'];

/** A recount reads millions of rows once: memory for its hash tables, and several processors at it. */
export const recountSettings = `
  select set_config('work_mem', '256MB', true), set_config('jit', 'off', true),
         set_config('max_parallel_workers_per_gather', '4', true),
         set_config('parallel_setup_cost', '10', true), set_config('parallel_tuple_cost', '0.001', true)`;

/** A stored row that did not equal its recount. */
export interface Difference {
  table: string;
  divisionId: string;
  stored: Record<string, number>;
  counted: Record<string, number>;
}

/** What a recount found. */
export interface Comparison {
  /** Rows that differ. */
  total: number;
  /** The first hundred of each table. */
  differences: Difference[];
}

/** The only writer of the stored statistics; one at a time, by an advisory lock that ends with the transaction. */
@Injectable()
export class FoldRepository {
  constructor(private readonly database: Database) {}

  /** What waits: `recount` when the division tree changed and everything must be counted anew. */
  async waiting(): Promise<{ deltas: boolean; recount: boolean }> {
    const row = await this.database.one<{ deltas: boolean; recount: boolean }>(
      `select exists (select from service.enrollment_delta) or exists (select from service.class_delta)
              or exists (select from service.register_delta) as deltas,
              exists (select from service.recount_request) as recount`,
    );
    return row ?? { deltas: false, recount: false };
  }

  /** Number of deltas folded; 0 also when another process is folding at this moment. */
  fold(): Promise<number> {
    return this.database.transaction(async () => ((await this.lock()) ? this.foldInTransaction() : 0));
  }

  /**
   * Compares everything stored (or a division's subtree) with a recount from the facts, in one snapshot that first
   * takes in every waiting delta; with `heal` the stored rows are put right in the same transaction.
   * @param healed told what was put right, in that transaction; not called when there was nothing
   */
  async compare(
    heal: boolean,
    divisionId?: string,
    healed?: (comparison: Comparison) => Promise<void>,
  ): Promise<Comparison> {
    if (heal && divisionId && (await this.equalsFacts(divisionId))) return { total: 0, differences: [] };
    for (;;) {
      const comparison = await this.tryCompare(heal, divisionId, healed).catch((error: unknown) => {
        if (serializationFailures.includes((error as { code?: string }).code ?? '')) return undefined;
        throw error;
      });
      if (comparison) return comparison;
      await sleep(50);
    }
  }

  /**
   * Whether a subtree is right, without keeping the folding waiting: what differs because of a delta that came just
   * now doesn't differ a second time.
   */
  private async equalsFacts(divisionId: string): Promise<boolean> {
    for (let look = 0; look < 2; look++) {
      await this.fold();
      const { total } = await this.database.transaction(async () => {
        await this.database.execute('set transaction isolation level repeatable read');
        return this.compareTables(false, divisionId);
      });
      if (total === 0) return true;
    }
    return false;
  }

  private tryCompare(
    heal: boolean,
    divisionId: string | undefined,
    healed: ((comparison: Comparison) => Promise<void>) | undefined,
  ): Promise<Comparison | undefined> {
    return this.database.transaction(async () => {
      await this.database.execute('set transaction isolation level repeatable read');
      if (!(await this.lock())) return undefined;
      await this.foldInTransaction();
      const comparison = await this.compareTables(heal, divisionId);
      if (heal && !divisionId) await this.noteRecount(comparison.total);
      if (heal && comparison.total > 0) await healed?.(comparison);
      return comparison;
    });
  }

  private async compareTables(heal: boolean, divisionId: string | undefined): Promise<Comparison> {
    const comparison: Comparison = { total: 0, differences: [] };
    await this.database.execute(recountSettings);
    for (const recount of recounts) {
      const compare = (healing: boolean) =>
        this.database.query<Difference & { total: number }>(
          differenceStatement(recount, { subtreeOnly: divisionId !== undefined, heal: healing }),
          divisionId ? [divisionId] : [],
        );
      // A statement that writes gets no parallel workers, so it is for the case that there is something to heal.
      const rows = await compare(false);
      if (heal && rows.length > 0) await compare(true);
      comparison.total += rows[0]?.total ?? 0;
      comparison.differences.push(...rows);
    }
    return comparison;
  }

  private async foldInTransaction(): Promise<number> {
    await this.database.execute(`set local work_mem = '64MB'`);
    const row = await this.database.one<{ folded: string }>(foldStatement);
    return Number(row?.folded ?? 0);
  }

  private async noteRecount(difference: number): Promise<void> {
    await this.database.execute('delete from service.recount_request');
    await this.database.execute('update service.fold_state set recounted_at = now(), difference = $1', [
      difference,
    ]);
  }

  private async lock(): Promise<boolean> {
    const row = await this.database.one<{ locked: boolean }>(
      'select pg_try_advisory_xact_lock($1) as locked',
      [advisoryLock],
    );
    return row?.locked === true;
  }
}
