import { newcomerLeaves, newcomers, personsByScope } from './person.sql.js';

/**
 * Adds every waiting delta to the stored rows and removes it, as one statement: it sees the deltas and the facts in
 * one snapshot, so `facts = stored + deltas` holds exactly while it works.
 *
 * - A class that moved (other division, other month) takes all its enrollments along: they leave the old place as
 *   they were counted there and join the new one as they are now.
 * - Distinct persons: a person's arrivals as they are now, less the deltas, are the arrivals as they were counted.
 *   Every place where a person arrived newly (or no longer) counts in the scopes it shares with none of the person's
 *   other places: below the depth of their deepest common ancestor (6 = the very same division). Places that gained
 *   are compared with those that stayed and with the gained ones before them in a fixed order; lost ones likewise.
 * - Rows are upserted in key order, so that two writers could never wait for each other in a circle.
 */
export const foldStatement = `
with taken as (
  delete from service.enrollment_delta returning *
), class_taken as (
  delete from service.class_delta returning *
), register_taken as (
  delete from service.register_delta returning *
), moved as materialized (
  select class_id, division_id, month
    from class_taken group by class_id, division_id, month having sum(weight) < 0
), place as materialized (
  select touched.class_id,
         coalesce(moved.division_id, class.division_id) as division_id,
         coalesce(moved.month, extract(month from class.ends_on))::smallint as month
    from (select class_id from taken union select class_id from moved) touched
         left join moved using (class_id)
         left join integration.class on class.id = touched.class_id
   where moved.class_id is not null or class.id is not null
), fact as (
  select place.division_id as organizer_id, place.month, taken.*
    from taken join place using (class_id)
   union all
  select case sign when 1 then class.division_id else moved.division_id end,
         case sign when 1 then extract(month from class.ends_on)::smallint else moved.month end,
         class.id, enrollment.trainee_id, enrollment.division_id, enrollment.year, enrollment.level,
         enrollment.category, sign, sign * service.has_arrived(enrollment.state)::integer,
         sign * (enrollment.state = 'completed')::integer, sign * (enrollment.state = 'refused')::integer,
         sign * (certificate.enrollment_id is not null)::integer,
         case when enrollment.state = 'completed' then sign * enrollment.hours else 0 end
    from moved
         join integration.class on class.id = moved.class_id
         join integration.enrollment on enrollment.class_id = class.id and service.on_roster(enrollment.state)
         left join service.counted_certificate certificate on certificate.enrollment_id = enrollment.id
         cross join (values (-1), (1)) as direction (sign)
), change as materialized (
  select attribution.name as attribution, attribution.division_id, trainee_id, year, month, level, category,
         enrolled, arrived, completed, refused, certificates, (10 * hours)::integer as tenths
    from fact
         cross join lateral (values
           ('byOrganizer'::service.attribution, fact.organizer_id),
           ('byParticipant'::service.attribution, fact.division_id)
         ) as attribution (name, division_id)
), arrival as materialized (
  select attribution, trainee_id, division_id, year, category, sum(arrived)::integer as arrived
    from change group by 1, 2, 3, 4, 5 having sum(arrived) <> 0
), visit as materialized (
  select attribution, trainee_id, division_id, year, category,
         (sum(after) > 0)::integer - (sum(before) > 0)::integer as sign
    from (
      select attribution, trainee_id, division_id, year, category, 0 as after, -arrived as before from arrival
       union all
      select attribution.name, person.trainee_id, attribution.division_id, now.year, now.category, 1, 1
        from (select distinct trainee_id from arrival) person
             -- offset 0 keeps this a look-up per person, however many deltas the planner expects
             cross join lateral (
               select enrollment.division_id, class.division_id as organizer_id, enrollment.year, enrollment.category
                 from integration.enrollment join integration.class on class.id = enrollment.class_id
                where enrollment.trainee_id = person.trainee_id and service.has_arrived(enrollment.state)
               offset 0) now
             cross join lateral (values
               ('byOrganizer'::service.attribution, now.organizer_id),
               ('byParticipant'::service.attribution, now.division_id)
             ) as attribution (name, division_id)
    ) arrivals
   group by 1, 2, 3, 4, 5
  having sum(after) > 0 or sum(before) > 0
), touched as materialized (
  select division_id from change
   union select division_id from visit
   union select division_id from class_taken
   union select division_id from register_taken
), scope as materialized (
  select * from service.scope where fact_division_id in (select division_id from touched)
), statistic_stored as (
  insert into service.statistic as stored
    (division_id, own_level, attribution, year, level, category,
     enrolled, arrived, completed, refused, certificates, hours)
  select scope.division_id, scope.own_level, attribution, year, level, category,
         sum(enrolled), sum(arrived), sum(completed), sum(refused), sum(certificates), sum(tenths) / 10.0
    from (select attribution, division_id, year, level, category, sum(enrolled)::integer as enrolled,
                 sum(arrived)::integer as arrived, sum(completed)::integer as completed,
                 sum(refused)::integer as refused, sum(certificates)::integer as certificates,
                 sum(tenths)::integer as tenths
            from change group by 1, 2, 3, 4, 5) leaf
         join scope on scope.fact_division_id = leaf.division_id
   group by 1, 2, 3, 4, 5, 6
  having (sum(enrolled), sum(arrived), sum(completed), sum(refused), sum(certificates), sum(tenths))
         <> (0, 0, 0, 0, 0, 0)
   order by 1, 3, 2, 4, 5, 6
  on conflict (division_id, attribution, own_level, year, level, category) do update
    set enrolled = stored.enrolled + excluded.enrolled,
        arrived = stored.arrived + excluded.arrived,
        completed = stored.completed + excluded.completed,
        refused = stored.refused + excluded.refused,
        certificates = stored.certificates + excluded.certificates,
        hours = stored.hours + excluded.hours
), month_stored as (
  insert into service.statistic_month as stored
    (division_id, own_level, attribution, year, month, classes, enrolled, arrived, completed, certificates, hours)
  select scope.division_id, scope.own_level, attribution, year, month,
         sum(classes), sum(enrolled), sum(arrived), sum(completed), sum(certificates), sum(tenths) / 10.0
    from (select attribution, division_id, year, month, 0 as classes, sum(enrolled)::integer as enrolled,
                 sum(arrived)::integer as arrived, sum(completed)::integer as completed,
                 sum(certificates)::integer as certificates, sum(tenths)::integer as tenths
            from change group by 1, 2, 3, 4
           union all
          select 'byOrganizer', division_id, year, month, sum(held)::integer, 0, 0, 0, 0, 0
            from class_taken group by 2, 3, 4) leaf
         join scope on scope.fact_division_id = leaf.division_id and (scope.division_level <= 3 or leaf.classes <> 0)
   group by 1, 2, 3, 4, 5
  having (sum(classes), sum(enrolled), sum(arrived), sum(completed), sum(certificates), sum(tenths))
         <> (0, 0, 0, 0, 0, 0)
   order by 1, 3, 2, 4, 5
  on conflict (division_id, attribution, own_level, year, month) do update
    set classes = stored.classes + excluded.classes,
        enrolled = stored.enrolled + excluded.enrolled,
        arrived = stored.arrived + excluded.arrived,
        completed = stored.completed + excluded.completed,
        certificates = stored.certificates + excluded.certificates,
        hours = stored.hours + excluded.hours
), presence as materialized (
  select visit.*, province_id, city_id, county_id, township_id, village_id
    from visit join responsibility.division on division.id = visit.division_id
${newcomers}), person_stored as (
  insert into service.person_year as stored (division_id, own_level, attribution, year, category, persons)
  ${personsByScope(newcomerLeaves)}
   order by 1, 3, 2, 4, 5
  on conflict (division_id, attribution, own_level, year, category) do update
    set persons = stored.persons + excluded.persons
), register_stored as (
  insert into service.register_count as stored (division_id, own_level, level, category, persons)
  select scope.division_id, scope.own_level, level, category, sum(persons)
    from (select division_id, level, category, sum(persons)::integer as persons from register_taken group by 1, 2, 3) leaf
         join scope on scope.fact_division_id = leaf.division_id
   group by 1, 2, 3, 4
  having sum(persons) <> 0
   order by 1, 2, 3, 4
  on conflict (division_id, own_level, level, category) do update set persons = stored.persons + excluded.persons
), stamped as (
  update service.fold_state set folded_at = now()
)
select (select count(*) from taken) + (select count(*) from class_taken) + (select count(*) from register_taken)
       as folded
`;
