import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** Completes one enrollment after another in a village of its own and waits until the stored row shows it. */
export class LagProbe {
  readonly milliseconds: number[] = [];
  private running: Promise<void> = Promise.resolve();
  private stopping = false;

  private constructor(
    private readonly client: pg.Client,
    private readonly villageId: string,
    private readonly enrollmentIds: string[],
  ) {}

  static async prepare(url: string): Promise<LagProbe> {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    const village = await client.query<{ id: string }>(`
      with village as (
        insert into responsibility.division
          (id, code, name, short_name, level, parent_id, province_id, city_id, county_id, township_id, village_id, valid_from)
        select fresh, overlay(code placing '999' from 10), '测试村', '测试村', 5, id, province_id, city_id, county_id,
               township_id, fresh, '2015-01-01'
          from (select uuidv7() as fresh, division.* from responsibility.division where level = 4 limit 1) township
        returning id)
      insert into targeting.trainee (name, pinyin_key, pinyin_initials, citizen_id_sealed, citizen_id_hash,
        citizen_id_last_four, category, level, managing_division_id, division_id)
      select '测试', 'ceshi', 'cs', 'sealed', 'probe', '0000', 'firstSecretary', 'staff', id, id from village
      returning division_id as id`);
    const villageId = village.rows[0]?.id ?? '';
    const enrollments = await client.query<{ id: string }>(
      `insert into integration.enrollment
         (class_id, trainee_id, number, state, source, division_id, level, category, year)
       select class.id, trainee.id, 100000, 'confirmed', 'callUp', trainee.division_id, trainee.level,
              trainee.category, class.year
         from (select * from integration.class limit 500) class, targeting.trainee where trainee.division_id = $1
       returning id`,
      [villageId],
    );
    return new LagProbe(
      client,
      villageId,
      enrollments.rows.map(({ id }) => id),
    );
  }

  start(): void {
    this.stopping = false;
    this.running = this.probe();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.running;
  }

  async close(): Promise<void> {
    await this.client.end();
  }

  private async probe(): Promise<void> {
    while (!this.stopping) {
      const id = this.enrollmentIds.pop();
      if (id === undefined) return;
      const before = await this.stored();
      await this.client.query(
        `update integration.enrollment set state = 'completed', hours = 40 where id = $1`,
        [id],
      );
      const committed = performance.now();
      while ((await this.stored()) === before) await sleep(5);
      this.milliseconds.push(performance.now() - committed);
      await sleep(50 * Math.random());
    }
  }

  private async stored(): Promise<number> {
    const { rows } = await this.client.query<{ completed: string }>(
      `select coalesce(sum(completed), 0) as completed from service.statistic
        where division_id = $1 and attribution = 'byParticipant' and not own_level`,
      [this.villageId],
    );
    return Number(rows[0]?.completed);
  }
}
