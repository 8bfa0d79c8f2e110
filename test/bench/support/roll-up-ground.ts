import pg from 'pg';

interface GroundSize {
  /** Enrollments, all of them confirmed on the roster. */
  facts: number;
  /** People in the register; a fifth of the facts, so that one person comes about five times in three years. */
  persons: number;
  /** Whether the classes are over and nine tenths of their people completed; else all stand on the roster. */
  finished: boolean;
}

const personsPerClass = 170;

/**
 * Fills an empty, migrated database with a province of the reference shape (1 province, 11 cities of which one is
 * a city-level county, 107 counties, 1,337 townships, 20,332 villages), its register, classes over three years and
 * their rosters of 170. Triggers, foreign keys and secondary indexes rest meanwhile; nothing is counted yet.
 */
export async function layGround(url: string, facts: number, finished: boolean): Promise<void> {
  const size = { facts, persons: Math.round(facts / 5), finished };
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(settings);
    for (const statement of [...divisions, register(size.persons), classes(size)])
      await client.query(statement);
    const indexes = await client.query<{ name: string; definition: string }>(secondaryIndexes);
    for (const { name } of indexes.rows) await client.query(`drop index integration.${name}`);
    await client.query(enrollments(size));
    for (const { definition } of indexes.rows) await client.query(definition);
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
}

const settings = `
  set session_replication_role = replica;
  set work_mem = '256MB';
  set maintenance_work_mem = '512MB';
  set synchronous_commit = off`;

// Filling five million rows into random places of an index takes longer than building it afterwards.
const secondaryIndexes = `
  select indexname as name, indexdef as definition from pg_indexes
   where schemaname = 'integration' and tablename = 'enrollment'
     and indexname not in (select conname from pg_constraint)`;

const divisions = [
  `insert into responsibility.division (id, code, name, short_name, level, province_id, valid_from)
   select id, '610000000000', '测试省', '测试省', 1, id, '2015-01-01' from (select uuidv7() id)`,

  // The eleventh city is a county raised to city level: it fills city and county with itself.
  `insert into responsibility.division
     (id, code, name, short_name, level, parent_id, province_id, city_id, county_id, valid_from)
   select fresh, format('61%s00000000', lpad(n::text, 2, '0')), n || '市', n || '市', 2, province, province, fresh,
          case when n = 11 then fresh end, '2015-01-01'
     from (select uuidv7() fresh, n, (select id from responsibility.division) province from generate_series(1, 11) n)`,

  `insert into responsibility.division
     (id, code, name, short_name, level, parent_id, province_id, city_id, county_id, valid_from)
   select fresh, overlay(city.code placing lpad(n::text, 2, '0') from 5), n || '县', n || '县', 3, city.id,
          city.province_id, city.id, fresh, '2015-01-01'
     from responsibility.division city
          cross join lateral (select uuidv7() fresh, n from generate_series(1, 11) n where city.id is not null)
    where city.level = 2 and city.county_id is null
      and n <= case when substr(city.code, 3, 2) <= '06' then 11 else 10 end`,

  `insert into responsibility.division
     (id, code, name, short_name, level, parent_id, province_id, city_id, county_id, township_id, valid_from)
   select fresh, overlay(county.code placing lpad((100 + n)::text, 3, '0') from 7), n || '镇', n || '镇', 4, county.id,
          county.province_id, county.city_id, county.id, fresh, '2015-01-01'
     from responsibility.division county
          cross join lateral (select uuidv7() fresh, n from generate_series(1, 13) n where county.id is not null)
    where county.id = county.county_id and n <= 12 + (substr(county.code, 5, 2)::integer % 2)`,

  `insert into responsibility.division
     (id, code, name, short_name, level, parent_id, province_id, city_id, county_id, township_id, village_id, valid_from)
   select fresh, overlay(township.code placing lpad((200 + n)::text, 3, '0') from 10), n || '村', n || '村', 5,
          township.id, township.province_id, township.city_id, township.county_id, township.id, fresh, '2015-01-01'
     from responsibility.division township
          cross join lateral (select uuidv7() fresh, n from generate_series(1, 16) n where township.id is not null)
    where township.level = 4 and n <= 15 + (substr(township.code, 9, 1)::integer % 2)`,

  'analyze responsibility.division',
];

// People stand in the order of their villages; one in fifty works in a township, one in two hundred in a county.
function register(persons: number): string {
  return `
    insert into targeting.trainee (id, name, pinyin_key, pinyin_initials, citizen_id_sealed, citizen_id_hash,
      citizen_id_last_four, category, level, managing_division_id, division_id)
    select uuidv7(), '学员' || n, 'xueyuan', 'xy', 'sealed', int8send(n), lpad((n % 10000)::text, 4, '0'),
           (array['firstSecretary', 'workTeamMember', 'villageSecretary', 'villageOfficial', 'villageOfficial',
                  'graduateOfficial', 'townshipOfficial']::targeting.trainee_category[])[1 + n % 7],
           (case n % 7 when 0 then 'townshipSection' when 1 then 'staff' when 6 then 'staff' else 'villageCadre'
            end)::targeting.cadre_level,
           place, place
      from (select n, case when n % 200 = 0 then county_id when n % 50 = 0 then township_id else id end as place
              from (select n::bigint, n::bigint * (select count(*) from responsibility.division where level = 5)
                             / ${persons} as nth
                      from generate_series(0, ${persons - 1}) n) person
                   join (select row_number() over (order by code) - 1 as nth, id, township_id, county_id
                           from responsibility.division where level = 5) village using (nth)) person
     order by n;
    analyze targeting.trainee`;
}

// Of a hundred classes 3 are the province's, 30 a city's, 60 a county's, 7 a township's.
function classes({ facts, persons }: GroundSize): string {
  const count = Math.ceil(facts / personsPerClass);
  return `
    create temporary table person as
      select row_number() over (order by citizen_id_hash) - 1 as nth, trainee.id, trainee.division_id,
             trainee.level, trainee.category from targeting.trainee;
    create unique index on person (nth);
    create temporary table run as
      select n, uuidv7() as id, (n::bigint * 7919 * 31) % ${persons} as first,
             case when n % 100 < 3 then 1 when n % 100 < 33 then 2 when n % 100 < 93 then 3 else 4 end as level,
             date '2018-01-08' + (n::bigint * 1050 / ${count})::integer as starts_on
        from generate_series(0, ${count - 1}) n;
    analyze person;
    analyze run;
    insert into integration.class (id, code, title, level, division_id, starts_on, ends_on, year, hours, state)
    select run.id, 'C' || run.n, '培训班' || run.n, run.level,
           case run.level when 1 then home.province_id when 2 then home.city_id when 3 then home.county_id
                          else coalesce(home.township_id, home.county_id) end,
           run.starts_on, run.starts_on + 4, extract(year from run.starts_on + 4), 40, 'running'
      from run join person on person.nth = run.first join responsibility.division home on home.id = person.division_id;
    analyze integration.class`;
}

function enrollments({ facts, persons, finished }: GroundSize): string {
  const apart = Math.floor(persons / personsPerClass);
  return `
    insert into integration.enrollment
      (id, class_id, trainee_id, number, state, source, division_id, level, category, year, hours)
    select uuidv7(), seat.class_id, person.id, seat.k,
           (case when ${finished} and seat.k % 10 <> 0 then 'completed' else 'confirmed' end)::integration.enrollment_state,
           'callUp', person.division_id, person.level, person.category, seat.year,
           case when ${finished} and seat.k % 10 <> 0 then 40 else 0 end
      from (select run.id as class_id, place.n % ${personsPerClass} as k, extract(year from run.starts_on + 4) as year,
                   (run.first + place.n % ${personsPerClass} * case run.level when 1 then ${apart} when 2 then 7 else 1 end)
                     % ${persons} as nth
              from (select n, n / ${personsPerClass} as run from generate_series(0, ${facts - 1}) n) place
                   join run on run.n = place.run) seat
           join person using (nth);
    drop table person, run`;
}
