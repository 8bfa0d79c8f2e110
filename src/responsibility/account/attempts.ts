import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import { TooMany } from '../../foundation/error/domain-error.js';
import { Lock, lockSeconds } from './lock.rules.js';

/** What attempts are counted by; the value is only ever stored as a hash. */
export type Counted = 'name' | 'address' | 'phone' | 'message' | 'secondFactor';

/**
 * Counts attempts across processes. An attempt is counted before it is judged and given back when it succeeds, so
 * a hundred guesses at once are no better than one after the other.
 */
@Injectable()
export class Attempts {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Counts one attempt.
   * @returns failures so far, this one included, and the seconds it locks for if it fails
   * @throws TooMany while locked
   */
  async begin(counted: Counted, value: string, lock: Lock): Promise<{ failures: number; seconds: number }> {
    const now = this.clock.now();
    const next = `case when a.changed_at < $2::timestamptz - make_interval(secs => $4) then 1
                       else least(a.failures + 1, cardinality($3::int[])) end`;
    const row = await this.database.one<{ failures: number; locked_until: Date | null; admitted: boolean }>(
      `with admitted as (
         insert into responsibility.sign_in_attempt as a (key, failures, locked_until, changed_at)
         values ($1, 1, $2::timestamptz + make_interval(secs => nullif(($3::int[])[1], 0)), $2)
         on conflict (key) do update set
           failures = ${next},
           locked_until = $2::timestamptz + make_interval(secs => nullif(($3::int[])[${next}], 0)),
           changed_at = $2
         where a.locked_until is null or a.locked_until <= $2
         returning failures, locked_until)
       select failures, locked_until, true as admitted from admitted
       union all
       select failures, locked_until, false from responsibility.sign_in_attempt
       where key = $1 and not exists (select from admitted)`,
      [attemptKey(counted, value), now, ladder(lock), lock.forget],
    );
    if (!row) throw new TooMany(`account.locked.${counted}`, 1);
    const seconds = Math.max(0, Math.ceil(((row.locked_until?.getTime() ?? 0) - now.getTime()) / 1000));
    if (!row.admitted) throw new TooMany(`account.locked.${counted}`, Math.max(1, seconds));
    return { failures: row.failures, seconds };
  }

  /** The attempt succeeded: its count starts anew. Also how an administrator unlocks a name. */
  async clear(counted: Counted, value: string): Promise<boolean> {
    const cleared = await this.database.execute('delete from responsibility.sign_in_attempt where key = $1', [
      attemptKey(counted, value),
    ]);
    return cleared > 0;
  }

  /** Gives one attempt back: success from an address says nothing about the address's other attempts. */
  async giveBack(counted: Counted, value: string): Promise<void> {
    await this.database.execute(
      `update responsibility.sign_in_attempt
       set failures = greatest(failures - 1, 0), locked_until = null where key = $1`,
      [attemptKey(counted, value)],
    );
  }

  /** Removes counts that no lock remembers any more. */
  async sweep(): Promise<number> {
    return this.database.execute('delete from responsibility.sign_in_attempt where changed_at < $1', [
      new Date(this.clock.now().getTime() - 2 * 24 * 3_600_000),
    ]);
  }
}

/** The row of a counted value; the account list finds its locks by the same hash. */
export function attemptKey(counted: Counted, value: string): Buffer {
  return createHash('sha256').update(`${counted}:${value}`).digest();
}

/** Seconds of lock by failure, from the first; the last entry is the longest lock. */
function ladder(lock: Lock): number[] {
  const steps: number[] = [];
  for (let failures = 1; steps.at(-1) !== lock.longest; failures++) steps.push(lockSeconds(lock, failures));
  return steps;
}
