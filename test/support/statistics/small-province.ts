import pg from 'pg';

const ancestors = ['province_id', 'city_id', 'county_id', 'township_id', 'village_id'] as const;

/**
 * A province of one city with two counties and one city-level county (which is its own city), a township and two
 * villages each; and the few statements with which tests make facts. Codes: `610101` is the first county.
 */
export class SmallProvince {
  readonly divisions = new Map<string, string>();
  private serial = 0;

  private constructor(readonly client: pg.Client) {}

  static async lay(url: string): Promise<SmallProvince> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const province = new SmallProvince(client);
    await province.division('61', 1);
    await province.division('6101', 2);
    await province.division('610101', 3);
    await province.division('610102', 3);
    await province.division('6102', 2, { cityLevelCounty: true });
    for (const county of ['610101', '610102', '610200']) {
      const township = `${county}100`;
      await province.division(township, 4, county === '610200' ? { parent: '6102' } : {});
      for (const village of ['201', '202']) await province.division(township + village, 5);
    }
    return province;
  }

  /** The same statements on a tree that is there already; codes have all twelve digits. */
  static async over(url: string): Promise<SmallProvince> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const province = new SmallProvince(client);
    for (const { id, code } of await province.rows<{ id: string; code: string }>(
      'select id, code from responsibility.division',
    ))
      province.divisions.set(code, id);
    return province;
  }

  id(code: string): string {
    const id = this.divisions.get(code);
    if (!id) throw new Error(`No division ${code}`);
    return id;
  }

  async trainee(division: string, category = 'firstSecretary', level = 'staff'): Promise<string> {
    this.serial += 1;
    return this.insert(
      `insert into targeting.trainee (name, pinyin_key, pinyin_initials, citizen_id_sealed, citizen_id_hash,
         citizen_id_last_four, category, level, managing_division_id, division_id)
       values ('甲', 'jia', 'j', 'sealed', int4send($1), '0000', $2, $3, $4, $4) returning id`,
      [this.serial, category, level, this.id(division)],
    );
  }

  async class(division: string, endsOn: string, state = 'running'): Promise<string> {
    this.serial += 1;
    return this.insert(
      `insert into integration.class (code, title, level, division_id, starts_on, ends_on, year, hours, state)
       values ($1, '培训班', 3, $2, $3, $3, extract(year from $3::date), 40, $4) returning id`,
      [`C${this.serial}`, this.id(division), endsOn, state],
    );
  }

  /** Enrolls with the trainee's present place and the class's year, as the seat path freezes them. */
  async enroll(classId: string, traineeId: string, state = 'confirmed'): Promise<string> {
    this.serial += 1;
    return this.insert(
      `insert into integration.enrollment
         (class_id, trainee_id, number, state, source, division_id, level, category, year, hours)
       select class.id, trainee.id, $3, $4::integration.enrollment_state, 'callUp', trainee.division_id, trainee.level, trainee.category,
              class.year, case when $4::text = 'completed' then 40 else 0 end
         from integration.class, targeting.trainee where class.id = $1 and trainee.id = $2 returning id`,
      [classId, traineeId, this.serial, state],
    );
  }

  async become(enrollmentId: string, state: string): Promise<void> {
    await this.client.query(
      `update integration.enrollment set state = $2::integration.enrollment_state, hours = case when $2::text = 'completed' then 40 else 0 end where id = $1`,
      [enrollmentId, state],
    );
  }

  async rows<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return (await this.client.query(sql, parameters)).rows as Row[];
  }

  private async insert(sql: string, parameters: unknown[]): Promise<string> {
    const [row] = await this.rows<{ id: string }>(sql, parameters);
    return row?.id ?? '';
  }

  private async division(
    code: string,
    level: number,
    { cityLevelCounty = false, parent = code.slice(0, code.length > 6 ? -3 : -2) } = {},
  ): Promise<void> {
    const [fresh] = await this.rows<{ id: string }>('select uuidv7() as id');
    const id = fresh?.id ?? '';
    this.divisions.set(code, id);
    const above = level === 1 ? undefined : this.id(parent);
    const [inherited] = await this.rows<Record<string, string | null>>(
      `select ${ancestors.join(', ')} from responsibility.division where id = $1`,
      [above],
    );
    const chain = ancestors.map((column, index) =>
      index === level - 1 || (cityLevelCounty && column === 'county_id') ? id : (inherited?.[column] ?? null),
    );
    await this.client.query(
      `insert into responsibility.division
         (id, code, name, short_name, level, parent_id, ${ancestors.join(', ')}, valid_from)
       values ($1, $2, $2, $2, $3, $4, $5, $6, $7, $8, $9, '2015-01-01')`,
      [id, code.padEnd(12, '0'), level, above, ...chain],
    );
  }
}
