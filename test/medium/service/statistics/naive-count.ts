import type { SmallProvince } from '../../../support/statistics/small-province.js';

/**
 * Every figure counted the slow and plain way, straight from the facts: the tree by its parents, persons by
 * `count(distinct)`, nothing shared with the product's own statements.
 */
const tree = `
  with recursive chain as (
    select id as fact_division_id, id as division_id, parent_id, level from responsibility.division
    union all
    select chain.fact_division_id, parent.id, parent.parent_id, parent.level
      from chain join responsibility.division parent on parent.id = chain.parent_id
  ), scope as (
    select fact_division_id, division_id, false as own_level, level from chain
    union all
    select id, id, true, level from responsibility.division where level < 5
  ), fact as (
    select 'byParticipant' as attribution, enrollment.division_id as fact_division_id, enrollment.*,
           extract(month from class.ends_on)::integer as month
      from integration.enrollment join integration.class on class.id = class_id
    union all
    select 'byOrganizer', class.division_id, enrollment.*, extract(month from class.ends_on)::integer
      from integration.enrollment join integration.class on class.id = class_id
  )`;

const sums = `
  count(*) filter (where state in ('confirmed', 'arrived', 'completed', 'refused', 'dismissed'))::integer as enrolled,
  count(*) filter (where state in ('arrived', 'completed', 'refused', 'dismissed'))::integer as arrived,
  count(*) filter (where state = 'completed')::integer as completed,
  coalesce(sum(hours) filter (where state = 'completed'), 0)::float as hours`;

const counts = {
  statistic: `${tree} select scope.division_id, own_level, attribution, year, fact.level, category, ${sums},
      count(*) filter (where state = 'refused')::integer as refused
    from fact join scope using (fact_division_id) group by 1, 2, 3, 4, 5, 6
    having count(*) filter (where state in ('confirmed', 'arrived', 'completed', 'refused', 'dismissed')) > 0`,
  months: `${tree} select scope.division_id, own_level, attribution, year, month, ${sums}
    from fact join scope using (fact_division_id) where scope.level <= 3 group by 1, 2, 3, 4, 5
    having count(*) filter (where state in ('confirmed', 'arrived', 'completed', 'refused', 'dismissed')) > 0`,
  classes: `${tree} select scope.division_id, own_level, year, extract(month from ends_on)::integer as month,
      count(*)::integer as classes
    from integration.class join scope on fact_division_id = class.division_id
    where state in ('running', 'ended', 'concluded') group by 1, 2, 3, 4`,
  persons: `${tree} select scope.division_id, own_level, attribution, period as year, kind as category,
      count(distinct trainee_id)::integer as persons
    from fact join scope using (fact_division_id), unnest(array[year, 0]) period,
         unnest(array[category, null]) kind
    where state in ('arrived', 'completed', 'refused', 'dismissed') and (scope.level < 5 or kind is null)
    group by 1, 2, 3, 4, 5`,
  register: `${tree} select scope.division_id, own_level, trainee.level, category, count(*)::integer as persons
    from targeting.trainee join scope on fact_division_id = trainee.division_id where state = 'active'
    group by 1, 2, 3, 4`,
};

const stored = {
  statistic: `select division_id, own_level, attribution, year, level, category, enrolled, arrived, completed,
    hours::float, refused from service.statistic where (enrolled, arrived, completed, refused, hours) <> (0, 0, 0, 0, 0)`,
  months: `select division_id, own_level, attribution, year, month, enrolled, arrived, completed, hours::float
    from service.statistic_month where (enrolled, arrived, completed, hours) <> (0, 0, 0, 0)`,
  classes: `select division_id, own_level, year, month, classes from service.statistic_month where classes <> 0`,
  persons: `select division_id, own_level, attribution, year, category, persons
    from service.person_year where persons <> 0`,
  register: `select division_id, own_level, level, category, persons from service.register_count where persons <> 0`,
};

/** What is stored and what a plain count gives, in the same order, ready to be compared. */
export async function storedAndCounted(
  province: SmallProvince,
): Promise<{ stored: object; counted: object }> {
  return { stored: await all(province, stored), counted: await all(province, counts) };
}

async function all(
  province: SmallProvince,
  statements: Record<string, string>,
): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const [name, sql] of Object.entries(statements)) {
    const rows = await province.rows<Record<string, unknown>>(sql);
    found[name] = rows.map((row) => JSON.stringify(row)).sort();
  }
  return found;
}
