import pg from 'pg';

/** Completes people class by class: every connection walks rosters of its own, so many enrollments a transaction. */
export class Completions {
  private readonly pool: pg.Pool;
  private rosters: string[][] = [];

  constructor(
    url: string,
    private readonly connections: number,
    private readonly perTransaction: number,
  ) {
    this.pool = new pg.Pool({ connectionString: url, max: connections });
    this.pool.on('error', () => undefined);
  }

  /** Takes every roster that waits; the same order in every copy of a database. */
  async open(): Promise<void> {
    const { rows } = await this.pool.query<{ ids: string[] }>(
      `select array_agg(id order by number) as ids from integration.enrollment
        where state = 'confirmed' and number < 100000 group by class_id order by class_id desc`,
    );
    this.rosters = rows.map(({ ids }) => ids);
  }

  /** Rows completed a second, counted between the first and the last moment of the slice. */
  async slice(seconds: number): Promise<{ rows: number; perSecond: number }> {
    let rows = 0;
    const begun = performance.now();
    const end = begun + seconds * 1000;
    const walk = async () => {
      const client = await this.pool.connect();
      while (performance.now() < end) {
        const roster = this.rosters.pop();
        if (!roster) throw new Error('The ground is too small for this machine: give a larger --size');
        while (roster.length > 0 && performance.now() < end) {
          // Awaited first: "rows += await" would add to a count that others have raised meanwhile.
          const done = await complete(client, roster.splice(0, this.perTransaction));
          rows += done;
        }
        if (roster.length > 0) this.rosters.unshift(roster);
      }
      client.release();
    };
    await Promise.all(Array.from({ length: this.connections }, walk));
    return { rows, perSecond: rows / ((performance.now() - begun) / 1000) };
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

async function complete(client: pg.PoolClient, ids: string[]): Promise<number> {
  const result = await client.query({
    name: 'complete',
    text: `update integration.enrollment set state = 'completed', hours = 40
            where id = any ($1::uuid[]) and state = 'confirmed'`,
    values: [ids],
  });
  return result.rowCount ?? 0;
}
