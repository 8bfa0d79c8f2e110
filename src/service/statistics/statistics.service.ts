import { Injectable } from '@nestjs/common';
import { Actor } from '../../foundation/access/actor.js';
import { withinSubtree } from '../../foundation/access/reach.js';
import { Bindings } from '../../foundation/database/bindings.js';
import { Database } from '../../foundation/database/database.js';
import { NotFound } from '../../foundation/error/domain-error.js';
import { Comparison, FoldRepository } from './fold.repository.js';

const minute = 60_000;

/** Statistics rolled up from village to province: folding, recounting, reading. */
@Injectable()
export class StatisticsService {
  constructor(
    private readonly database: Database,
    private readonly folds: FoldRepository,
  ) {}

  /**
   * Adds what changed since the last fold to the stored statistics. The worker calls it every half second; a test,
   * seed or import may call it to see its own changes at once.
   * @returns the number of deltas folded, 0 when there were none or another process is at it
   */
  async foldOnce(): Promise<number> {
    const waiting = await this.folds.waiting();
    if (waiting.recount) return (await this.folds.compare(true)).total;
    return waiting.deltas ? this.folds.fold() : 0;
  }

  /**
   * Recounts a division's subtree (without a code everything the actor reaches) from the facts and puts right what
   * differs: nothing, unless something wrote around the triggers.
   * @param healed told what was put right, in the same transaction; not called when there was nothing
   */
  async reconcile(
    actor: Actor,
    divisionCode?: string,
    healed?: (comparison: Comparison) => Promise<void>,
  ): Promise<Comparison> {
    const code = divisionCode ?? actor.division?.code;
    return this.folds.compare(true, code && (await this.reachedDivision(actor, code)), healed);
  }

  /** Like {@link reconcile}, changing nothing. */
  differences(): Promise<Comparison> {
    return this.folds.compare(false);
  }

  /**
   * Code of the county whose minute it is: each has one in turn, in code order; cities that are counties included.
   * Undefined while there are no divisions.
   */
  async countyInTurn(at: Date): Promise<string | undefined> {
    const counties = await this.database.query<{ code: string }>(
      `select code from responsibility.division where county_id = id and valid_to is null order by code`,
    );
    return counties[Math.floor(at.getTime() / minute) % counties.length]?.code;
  }

  private async reachedDivision(actor: Actor, code: string): Promise<string> {
    const bindings = new Bindings();
    const row = await this.database.one<{ id: string }>(
      `select id from responsibility.division
        where code = ${bindings.add(code)} and ${withinSubtree(actor, 'division', bindings)}
        order by valid_from desc limit 1`,
      bindings.values,
    );
    if (!row) throw new NotFound();
    return row.id;
  }
}
