import pg from 'pg';

/** Synthetic ground for the seat benches: one province, ten counties, people, classes with a quota tree each. */
export interface Province {
  countyIds: string[];
  people: { traineeId: string; accountId: string }[];
  classIds: string[];
}

export interface ProvinceSize {
  people: number;
  classes: number;
  /** Seats of each class. */
  capacity: number;
  waitlistCapacity?: number;
}

/** Every class hands half of its seats down to the counties and keeps the rest as free pool. */
export async function buildProvince(url: string, size: ProvinceSize): Promise<Province> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('begin');
    await client.query(divisions);
    const people = await client.query<{ trainee_id: string; account_id: string }>(trainees, [size.people]);
    const classes = await client.query<{ id: string }>(classesWithQuota, [size.classes, size.capacity]);
    await client.query(
      `insert into integration.seat (class_id, capacity, waitlist_capacity, opens_at, closes_at, open)
       select id, $2, $3, now() - interval '1 day', now() + interval '1 day', true
       from unnest($1::uuid[]) as class (id)`,
      [classes.rows.map(({ id }) => id), size.capacity, size.waitlistCapacity ?? 0],
    );
    const counties = await client.query<{ id: string }>(
      'select id from responsibility.division where level = 3 order by code',
    );
    await client.query('commit');
    await client.query('vacuum analyze');
    await client.query('checkpoint');
    return {
      countyIds: counties.rows.map(({ id }) => id),
      people: people.rows.map((row) => ({ traineeId: row.trainee_id, accountId: row.account_id })),
      classIds: classes.rows.map(({ id }) => id),
    };
  } finally {
    await client.end();
  }
}

const divisions = `
  with province as (
    insert into responsibility.division (id, code, name, short_name, level, province_id, valid_from)
    select id, '610000000000', '示例省', '示例', 1, id, '2015-01-01' from (select uuidv7() as id) new returning id
  ), city as (
    insert into responsibility.division (id, code, name, short_name, level, parent_id, province_id, city_id, valid_from)
    select new.id, '610100000000', '示例市', '示例', 2, province.id, province.id, new.id, '2015-01-01'
    from province, (select uuidv7() as id) new returning id, province_id
  ), county as (
    insert into responsibility.division
      (id, code, name, short_name, level, parent_id, province_id, city_id, county_id, valid_from)
    select new.id, '6101' || lpad(new.n::text, 2, '0') || '000000', '示例县' || new.n, '示例' || new.n, 3,
      city.id, city.province_id, city.id, new.id, '2015-01-01'
    from city, (select uuidv7() as id, n from generate_series(1, 10) n) new
    returning id, code, province_id, city_id
  ), township as materialized (
    select county.*, uuidv7() as township_id, n from county, generate_series(1, 10) n
  )
  insert into responsibility.division
    (id, code, name, short_name, level, parent_id, province_id, city_id, county_id, township_id, valid_from)
  select township_id, substr(code, 1, 6) || lpad(n::text, 3, '0') || '000', '示例镇' || n, '示例' || n, 4,
    id, province_id, city_id, id, township_id, '2015-01-01'
  from township`;

const trainees = `
  with home as (
    select array_agg(id order by code) as ids from responsibility.division where level = 4
  ), person as (
    select uuidv7() as id, n, ids[1 + n % cardinality(ids)] as division_id from generate_series(1, $1::integer) n, home
  ), register as (
    insert into targeting.trainee (id, name, pinyin_key, pinyin_initials, citizen_id_sealed, citizen_id_hash,
      citizen_id_last_four, category, level, managing_division_id, division_id)
    select id, '学员' || n, 'xue yuan', 'xy', '', sha256(n::text::bytea), lpad((n % 10000)::text, 4, '0'),
      'workTeamMember', 'townshipSection', division_id, division_id
    from person returning id
  )
  select id as trainee_id, uuidv7() as account_id from register order by random()`;

const classesWithQuota = `
  with owner as (
    select id from responsibility.division where level = 1
  ), draft as (
    select uuidv7() as id, uuidv7() as quota_id, uuidv7() as root_id, n from generate_series(1, $1::integer) n
  ), quota as (
    insert into responsibility.quota (id, purpose) select quota_id, 'class' from draft
  ), root as (
    insert into responsibility.allocation (id, quota_id, division_id, amount, allocated)
    select root_id, quota_id, owner.id, $2::integer, 5 * ($2::integer / 10) from draft, owner
  ), handed_down as (
    insert into responsibility.allocation (quota_id, parent_id, division_id, amount)
    select quota_id, root_id, county.id, $2::integer / 10
    from draft, (select id from responsibility.division where level = 3 order by code limit 5) county
  )
  insert into integration.class (id, code, title, level, division_id, quota_id, starts_on, ends_on, year, hours, state)
  select draft.id, 'B' || draft.n, '示范培训班', 1, owner.id, draft.quota_id, current_date + 30, current_date + 34,
    2026, 40, 'published'
  from draft, owner returning id`;
