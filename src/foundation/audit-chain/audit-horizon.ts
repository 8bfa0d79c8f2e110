import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

/** Ids up to `last` were drawn while no other than these transactions could still be writing. */
interface Waiting {
  last: string;
  writers: string[];
}

const setting = 'audit.waiting';

/**
 * Tells up to which id the audit log is settled: every entry up to it is committed or never will be. Ids are drawn
 * in order but committed out of order, so the highest id seen says nothing.
 *
 * Whoever appends holds a lock on the table from before it draws an id until its transaction ends. So once everyone
 * who held one after the last id was read is gone, all ids up to that one are settled (as in PostgreSQL's own
 * CREATE INDEX CONCURRENTLY). This asks nothing of those who append: no column, no index, no lock of their own.
 */
@Injectable()
export class AuditHorizon {
  constructor(private readonly database: Database) {}

  /**
   * Moves on as far as is settled now; what isn't yet is kept for the next time. To be called by one at a time.
   * @returns the id up to which the log is settled, or undefined when nothing has settled since
   */
  async advance(): Promise<string | undefined> {
    const earlier = await this.waiting();
    const settled = earlier !== undefined && (await this.areGone(earlier.writers)) ? earlier.last : undefined;
    if (earlier !== undefined && settled === undefined) return undefined;
    // The order matters: the id first, then who might still be writing up to it.
    const last = await this.lastDrawn();
    const writers = await this.writers();
    await this.wait({ last, writers });
    return writers.length === 0 ? last : settled;
  }

  private async lastDrawn(): Promise<string> {
    const row = await this.database.one<{ last: string }>(
      'select case when is_called then last_value else 0 end as last from foundation.audit_entry_id_seq',
    );
    return row?.last ?? '0';
  }

  /** Transactions that hold a lock by which one may append. */
  private async writers(): Promise<string[]> {
    const rows = await this.database.query<{ writer: string }>(
      `select distinct virtualtransaction as writer from pg_locks
       where locktype = 'relation' and relation = 'foundation.audit_entry'::regclass
         and database = (select oid from pg_database where datname = current_database())
         and mode = 'RowExclusiveLock'`,
    );
    return rows.map(({ writer }) => writer);
  }

  private async areGone(writers: string[]): Promise<boolean> {
    const alive = new Set(await this.writers());
    return !writers.some((writer) => alive.has(writer));
  }

  private async waiting(): Promise<Waiting | undefined> {
    const row = await this.database.one<{ value: Waiting }>(
      'select value from foundation.setting where name = $1',
      [setting],
    );
    return row?.value;
  }

  private async wait(waiting: Waiting): Promise<void> {
    await this.database.execute(
      `insert into foundation.setting (name, value) values ($1, $2)
       on conflict (name) do update set value = excluded.value, changed_at = now()
       where setting.value <> excluded.value`,
      [setting, JSON.stringify(waiting)],
    );
  }
}
