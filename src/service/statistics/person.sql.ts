/**
 * Distinct persons over a tree without counting them at every level. `presence` holds the places of each person:
 * `sign` 1 for a place gained, -1 for one lost, 0 for one that stays, with the division's ancestors.
 *
 * A gained place counts in the scopes it shares with none of the person's other places, that is below the depth of
 * their deepest common ancestor (6 = the very same division): the other places are those that stay and the gained
 * ones before it in a fixed order. Lost places likewise, among those that stay and the lost ones.
 */
export const newcomers = `), newcomer as (
  select changed.attribution, changed.division_id, changed.year, changed.category, changed.sign,
         max(common.depth) as depth_ever,
         max(common.depth) filter (where other.year = changed.year) as depth_in_year,
         max(common.depth) filter (where other.category = changed.category) as depth_in_category,
         max(common.depth) filter (where other.year = changed.year and other.category = changed.category) as depth_in_both
    from presence changed
         left join presence other
           on other.attribution = changed.attribution and other.trainee_id = changed.trainee_id
          and (other.sign = 0 or other.sign = changed.sign
               and (other.division_id, other.year, other.category)
                 < (changed.division_id, changed.year, changed.category))
         cross join lateral (
           select case when other.division_id = changed.division_id then 6
                       when other.village_id = changed.village_id then 5
                       when other.township_id = changed.township_id then 4
                       when other.county_id = changed.county_id then 3
                       when other.city_id = changed.city_id then 2
                       when other.province_id = changed.province_id then 1 else 0 end as depth) common
   where changed.sign <> 0
   group by changed.attribution, changed.trainee_id, changed.division_id, changed.year, changed.category, changed.sign
`;

/** Newcomers by place and by the depth down to which they were there already. */
export const newcomerLeaves = `
  select attribution, division_id, combination.year, combination.category,
         coalesce(combination.depth, 0) as depth, sum(sign)::integer as persons
    from newcomer
         cross join lateral (values
           (year, category, depth_in_both), (year, null, depth_in_year),
           (0, category, depth_in_category), (0, null, depth_ever)
         ) as combination (year, category, depth)
   where combination.depth is distinct from 6
   group by 1, 2, 3, 4, 5
`;

/**
 * The same for everybody at once, from `presence` (each person's places by their number `nth` in tree order), sorted
 * instead of compared in pairs: in tree order a scope is a run of places, so a person is new to the scopes of a
 * place that the person's place before it lies outside of.
 */
export const allLeaves = `
  select neighbour.attribution, here.id as division_id, neighbour.year, neighbour.category,
         case when before.village_id = here.village_id then 5
              when before.township_id = here.township_id then 4
              when before.county_id = here.county_id then 3
              when before.city_id = here.city_id then 2
              when before.province_id = here.province_id then 1 else 0 end as depth, neighbour.persons
    from (select attribution, nth, combination.year, combination.category, combination.nth_before,
                 count(*)::integer as persons
            from (select attribution, nth, year, category,
                         lag(nth) over (partition by attribution, trainee_id order by nth) as ever,
                         lag(nth) over (partition by attribution, trainee_id, year order by nth) as in_year,
                         lag(nth) over (partition by attribution, trainee_id, category order by nth) as in_category,
                         lag(nth) over (partition by attribution, trainee_id, category, year order by nth) as in_both
                    from presence) step
                 cross join lateral (values
                   (year, category, in_both), (year, null, in_year), (0, category, in_category), (0, null, ever)
                 ) as combination (year, category, nth_before)
           where combination.nth_before is distinct from nth
           group by 1, 2, 3, 4, 5) neighbour
         join place here on here.nth = neighbour.nth
         left join place before on before.nth = neighbour.nth_before
`;

/**
 * The change of every scope, for a year and for all years (0), for all categories (null) and, down to the township,
 * for each: a village's handful of people needs no such split.
 */
export const personsByScope = (leaves: string): string => `
  select scope.division_id, scope.own_level, attribution, year, category, sum(persons)
    from (${leaves}) leaf
         join scope on scope.fact_division_id = leaf.division_id
          and (scope.own_level or scope.division_level > leaf.depth)
          and (scope.division_level < 5 or leaf.category is null)
   group by 1, 2, 3, 4, 5
  having sum(persons) <> 0
`;
