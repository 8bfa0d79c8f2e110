import { allLeaves, personsByScope } from './person.sql.js';

/** A stored table with the statement that recounts it from the facts. */
export interface Recount {
  table: string;
  keys: readonly string[];
  measures: readonly string[];
  /** Rows of keys and measures, to be added up where a key comes twice; with `$1` only the division's subtree. */
  expected: (subtreeOnly: boolean) => string;
}

const enrollmentSums = `
  count(*)::integer as enrolled, count(*) filter (where service.has_arrived(state))::integer as arrived,
  count(*) filter (where state = 'completed')::integer as completed,
  count(*) filter (where state = 'refused')::integer as refused, 0 as certificates,
  coalesce(sum((10 * hours)::integer) filter (where state = 'completed'), 0) as tenths`;

const certificateSums =
  '0 as enrolled, 0 as arrived, 0 as completed, 0 as refused, count(*) as certificates, 0 as tenths';

const carried =
  'attribution, year, level, category, enrolled, arrived, completed, refused, certificates, tenths';

const addedUp = `attribution, year, level, category, sum(enrolled) as enrolled, sum(arrived) as arrived,
             sum(completed) as completed, sum(refused) as refused, sum(certificates) as certificates,
             sum(tenths) as tenths`;

export const statisticRecount: Recount = {
  table: 'service.statistic',
  keys: ['division_id', 'own_level', 'attribution', 'year', 'level', 'category'],
  measures: ['enrolled', 'arrived', 'completed', 'refused', 'certificates', 'hours'],
  // The facts are read once for each attribution into rows of the narrowest place; every level above adds up the
  // rows of the level below instead of the facts.
  expected: (subtreeOnly) => `
    with placed as materialized (
      select leaf.*, division.level as division_level, province_id, city_id, county_id, township_id, village_id
        from (
          select 'byParticipant'::service.attribution as attribution, division_id, year, level, category, ${enrollmentSums}
            from integration.enrollment
           where service.on_roster(state) ${subtreeOnly ? within('division_id') : ''}
           group by division_id, year, level, category
           union all
          select 'byOrganizer', class.division_id, run.year, run.level, category, enrolled, arrived, completed,
                 refused, 0, tenths
            from (select class_id, year, level, category, ${enrollmentSums}
                    from integration.enrollment
                   where service.on_roster(state)
                         ${subtreeOnly ? `and class_id in (select id from integration.class where true ${within('division_id')})` : ''}
                   group by class_id, year, level, category) run
                 join integration.class on class.id = run.class_id
           union all
          select attribution.name, attribution.division_id, enrollment.year, enrollment.level, category,
                 ${certificateSums}
            from service.counted_certificate
                 join integration.enrollment on enrollment.id = enrollment_id
                 join integration.class on class.id = class_id
                 ${bothAttributions}
           where true ${subtreeOnly ? within('attribution.division_id') : ''}
           group by 1, 2, 3, 4, 5
        ) leaf
        join responsibility.division on division.id = leaf.division_id
    ), of_township as materialized (
      select province_id, city_id, county_id, township_id, ${addedUp} from placed
       group by 1, 2, 3, 4, attribution, year, level, category
    ), of_county as materialized (
      select province_id, city_id, county_id, ${addedUp} from of_township
       group by 1, 2, 3, attribution, year, level, category
    ), of_city as materialized (
      select province_id, city_id, ${addedUp} from of_county group by 1, 2, attribution, year, level, category
    ), of_province as (
      select province_id, ${addedUp} from of_city group by 1, attribution, year, level, category
    )
    select division_id, own_level, attribution, year, level, category, enrolled, arrived, completed, refused,
           certificates, tenths / 10.0 as hours
      from (
        select division_id, true as own_level, ${carried} from placed where division_level < 5
         union all
        select village_id, false, ${carried} from placed where village_id is distinct from township_id
         union all
        select township_id, false, ${carried} from of_township where township_id is distinct from county_id
         union all
        select county_id, false, ${carried} from of_county where county_id is distinct from city_id
         union all
        select city_id, false, ${carried} from of_city where city_id is distinct from province_id
         union all
        select province_id, false, ${carried} from of_province
      ) every_level
     where division_id is not null ${subtreeOnly ? within('division_id') : ''}`,
};

export const monthRecount: Recount = {
  table: 'service.statistic_month',
  keys: ['division_id', 'own_level', 'attribution', 'year', 'month'],
  measures: ['classes', 'enrolled', 'arrived', 'completed', 'certificates', 'hours'],
  expected: (subtreeOnly) => `
    select scope.division_id, scope.own_level, attribution, year, month, sum(classes) as classes,
           sum(enrolled) as enrolled, sum(arrived) as arrived, sum(completed) as completed,
           sum(certificates) as certificates, sum(tenths) / 10.0 as hours
      from (
        select 'byOrganizer'::service.attribution as attribution, class.division_id, run.year,
               extract(month from class.ends_on)::smallint as month, 0 as classes, enrolled, arrived, completed,
               certificates, tenths
          from (select class_id, year, ${enrollmentSums}
                  from integration.enrollment where service.on_roster(state)
                 group by class_id, year) run
               join integration.class on class.id = run.class_id
         union all
        select 'byParticipant', enrollment.division_id, enrollment.year, extract(month from class.ends_on)::smallint, 0,
               count(*), count(*) filter (where service.has_arrived(enrollment.state)),
               count(*) filter (where enrollment.state = 'completed'), 0,
               coalesce(sum((10 * enrollment.hours)::integer) filter (where enrollment.state = 'completed'), 0)
          from integration.enrollment join integration.class on class.id = class_id
         where service.on_roster(enrollment.state) ${subtreeOnly ? within('enrollment.division_id') : ''}
         group by 2, 3, 4
         union all
        select attribution.name, attribution.division_id, enrollment.year, extract(month from class.ends_on)::smallint,
               0, 0, 0, 0, count(*), 0
          from service.counted_certificate
               join integration.enrollment on enrollment.id = enrollment_id
               join integration.class on class.id = class_id
               ${bothAttributions}
         group by 1, 2, 3, 4
         union all
        select 'byOrganizer', division_id, year, extract(month from ends_on), count(*), 0, 0, 0, 0, 0
          from integration.class where service.is_held(state)
         group by 2, 3, 4
      ) leaf
      join service.scope on scope.fact_division_id = leaf.division_id
       and (scope.division_level <= 3 or leaf.classes <> 0) ${subtreeOnly ? within('scope.division_id') : ''}
     group by 1, 2, 3, 4, 5`,
};

export const personRecount: Recount = {
  table: 'service.person_year',
  keys: ['division_id', 'own_level', 'attribution', 'year', 'category'],
  measures: ['persons'],
  expected: (subtreeOnly) => `
    with place as materialized (
      select division.*, row_number() over (order by province_id, city_id nulls first, county_id nulls first,
               township_id nulls first, village_id nulls first)::integer as nth
        from responsibility.division
    ), presence as materialized (
      select attribution.name as attribution, trainee_id, place.nth, enrollment.year, category
        from integration.enrollment
             join integration.class on class.id = class_id
             ${bothAttributions}
             join place on place.id = attribution.division_id
       where service.has_arrived(enrollment.state) ${subtreeOnly ? within('attribution.division_id') : ''}
       group by 1, 2, 3, 4, 5
    ), scope as (select * from service.scope)
    select division_id, own_level, attribution, year, category, persons
      from (${personsByScope(allLeaves)}) as counted (division_id, own_level, attribution, year, category, persons)
     where true ${subtreeOnly ? within('division_id') : ''}`,
};

export const registerRecount: Recount = {
  table: 'service.register_count',
  keys: ['division_id', 'own_level', 'level', 'category'],
  measures: ['persons'],
  expected: (subtreeOnly) => `
    select scope.division_id, scope.own_level, level, category, sum(persons) as persons
      from (select division_id, level, category, count(*)::integer as persons
              from targeting.trainee where state = 'active' group by 1, 2, 3) leaf
           join service.scope on scope.fact_division_id = leaf.division_id
            ${subtreeOnly ? within('scope.division_id') : ''}
     group by 1, 2, 3, 4`,
};

export const recounts = [statisticRecount, monthRecount, personRecount, registerRecount];

/**
 * Rows in which the stored table and the facts differ: the first hundred, each with its keys, `stored` and `counted`
 * as JSON objects, and the `total`. With `heal` the stored rows become what was counted.
 */
export function differenceStatement(
  recount: Recount,
  { subtreeOnly, heal }: { subtreeOnly: boolean; heal: boolean },
): string {
  const { table, keys, measures, expected } = recount;
  const list = (make: (measure: string) => string) => measures.map(make).join(', ');
  return `
    with counted as (${expected(subtreeOnly)}),
    difference as materialized (
      select ${keys.join(', ')}, ${list((m) => `sum(counted_${m}) as counted_${m}, sum(stored_${m}) as stored_${m}`)}
        from (
          select ${keys.join(', ')}, ${list((m) => `${m} as counted_${m}, 0 as stored_${m}`)} from counted
           union all
          select ${keys.join(', ')}, ${list((m) => `0, ${m}`)} from ${table}
           where true ${subtreeOnly ? within('division_id') : ''}
        ) both_sides
       group by ${keys.join(', ')}
      having (${list((m) => `sum(counted_${m})`)}) <> (${list((m) => `sum(stored_${m})`)})
    )${heal ? healed(recount) : ''}
    select '${table}' as "table", ${keys.map((key) => `${key} as "${camelCase(key)}"`).join(', ')},
           jsonb_build_object(${list((m) => `'${m}', stored_${m}`)}) as stored,
           jsonb_build_object(${list((m) => `'${m}', counted_${m}`)}) as counted,
           (count(*) over ())::integer as total
      from difference limit 100`;
}

function healed({ table, keys, measures }: Recount): string {
  return `, healed as (
      insert into ${table} (${keys.join(', ')}, ${measures.join(', ')})
      select ${keys.join(', ')}, ${measures.map((measure) => `counted_${measure}`).join(', ')}
        from difference order by ${keys.join(', ')}
      on conflict (${keys.join(', ')}) do update
        set ${measures.map((measure) => `${measure} = excluded.${measure}`).join(', ')}
    )`;
}

function camelCase(name: string): string {
  return name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

const bothAttributions = `cross join lateral (values
                 ('byOrganizer'::service.attribution, class.division_id),
                 ('byParticipant'::service.attribution, enrollment.division_id)
               ) as attribution (name, division_id)`;

function within(column: string): string {
  return `and ${column} in (
    select id from responsibility.division where $1 in (province_id, city_id, county_id, township_id, village_id))`;
}
