import pg from 'pg';

/** Completes people class by class: every connection walks rosters of its own, so many enrollments a transaction. */
export class Completions {
  private readonly pool: pg.Pool;
  private rosters: string[][] = [];
  private share = 0;

  constructor(
    url: string,
    private readonly connections: number,
    private readonly perTransaction: number,
    private readonly slices: number,
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
    this.share = Math.floor(this.rosters.length / this.slices);
    if (this.share < this.connections)
      throw new Error('The ground is too small for that many connections: give a larger --size');
  }

  /**
   * Completes for so many seconds, or until this slice's share of the rosters is done: a fast machine must not run
   * out before the last slice. Gives rows a second.
   */
  async slice(seconds: number): Promise<{ rows: number; perSecond: number }> {
    let rows = 0;
    const waiting = this.rosters.splice(-this.share);
    const begun = performance.now();
    const end = begun + seconds * 1000;
    const walk = async () => {
      const client = await this.pool.connect();
      try {
        for (let roster = waiting.pop(); roster && performance.now() < end; roster = waiting.pop())
          while (roster.length > 0 && performance.now() < end) {
            // Awaited first: "rows += await" would add to a count that others have raised meanwhile.
            const done = await complete(client, roster.splice(0, this.perTransaction));
            rows += done;
          }
      } finally {
        client.release();
      }
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
