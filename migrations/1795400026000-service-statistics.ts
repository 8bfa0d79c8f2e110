import { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Statistics rolled up from village to province.
 *
 * Facts change in integration.enrollment, integration.class and targeting.trainee. Triggers note each change in
 * a delta table without indexes, in the same transaction and without reading any other table; the fold (one
 * worker under an advisory lock) adds the deltas to the stored rows of all ancestors.
 */
export class ServiceStatistics1795400026000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create schema if not exists service');
    await runner.query(stored);
    await runner.query(deltas);
    await runner.query(measures);
    await runner.query(enrollmentTriggers);
    await runner.query(classTriggers);
    await runner.query(registerTriggers);
    await runner.query(divisionTrigger);
    await runner.query(certificates);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function service.count_enrollment_inserts, service.count_enrollment_updates,
        service.count_enrollment_deletes, service.count_class_inserts, service.count_class_updates,
        service.count_class_deletes, service.count_trainee_inserts, service.count_trainee_updates,
        service.count_trainee_deletes, service.ask_for_recount, service.count_certificates cascade;
      drop view service.counted_certificate, service.scope;
      drop table service.enrollment_delta, service.class_delta, service.register_delta, service.recount_request,
        service.statistic, service.statistic_month, service.person_year, service.register_count, service.fold_state;
      drop function service.on_roster, service.has_arrived, service.is_held;
      drop type service.attribution;
    `);
  }
}

/** What pages read. A row counts a division's subtree, or with own_level only what belongs to the division itself. */
const stored = `
  create type service.attribution as enum ('byOrganizer', 'byParticipant');

  create table service.statistic (
    division_id uuid not null,
    own_level boolean not null,
    attribution service.attribution not null,
    year smallint not null,
    level targeting.cadre_level not null,
    category targeting.trainee_category not null,
    enrolled integer not null default 0,
    arrived integer not null default 0,
    completed integer not null default 0,
    refused integer not null default 0,
    certificates integer not null default 0,
    hours numeric(12, 1) not null default 0,
    primary key (division_id, attribution, own_level, year, level, category)
  ) with (fillfactor = 50);

  -- month is the month in which the class ends. Classes are counted by organiser and at every level, the rest down
  -- to the county: finer series are too thin to read and would cost a row per enrollment.
  create table service.statistic_month (
    division_id uuid not null,
    own_level boolean not null,
    attribution service.attribution not null,
    year smallint not null,
    month smallint not null check (month between 1 and 12),
    classes integer not null default 0,
    enrolled integer not null default 0,
    arrived integer not null default 0,
    completed integer not null default 0,
    certificates integer not null default 0,
    hours numeric(12, 1) not null default 0,
    primary key (division_id, attribution, own_level, year, month)
  ) with (fillfactor = 50);

  -- Distinct persons who arrived at least once. Year 0 is all years together; no category is all categories together.
  -- Not additive: neither over years, nor divisions, nor categories. Villages keep all categories together only.
  create table service.person_year (
    division_id uuid not null,
    own_level boolean not null,
    attribution service.attribution not null,
    year smallint not null,
    category targeting.trainee_category,
    persons integer not null default 0,
    unique nulls not distinct (division_id, attribution, own_level, year, category)
  ) with (fillfactor = 50);

  -- Active people of the register by the division where they are counted.
  create table service.register_count (
    division_id uuid not null,
    own_level boolean not null,
    level targeting.cadre_level not null,
    category targeting.trainee_category not null,
    persons integer not null default 0,
    primary key (division_id, own_level, level, category)
  ) with (fillfactor = 50);

  create table service.fold_state (
    only_row boolean primary key default true check (only_row),
    folded_at timestamptz not null default now(),
    recounted_at timestamptz,
    difference integer
  );
  insert into service.fold_state default values;

  -- The rows a division counts in: its ancestors and itself, each once (a city-level county is its own city), and
  -- the own-level row of every division that can have children.
  create view service.scope as
  select division.id as fact_division_id, scope.division_id, scope.division_level, scope.own_level
    from responsibility.division
         cross join lateral (values
           (province_id, 1, false),
           (case when city_id is distinct from province_id then city_id end, 2, false),
           (case when county_id is distinct from city_id then county_id end, 3, false),
           (case when township_id is distinct from county_id then township_id end, 4, false),
           (case when village_id is distinct from township_id then village_id end, 5, false),
           (case when division.level < 5 then division.id end, division.level, true)
         ) as scope (division_id, division_level, own_level)
   where scope.division_id is not null;
`;

/** Rows live for half a second; no index, so that a change costs one append. */
const deltas = `
  create table service.enrollment_delta (
    class_id uuid not null,
    trainee_id uuid not null,
    division_id uuid not null,
    year smallint not null,
    level targeting.cadre_level not null,
    category targeting.trainee_category not null,
    enrolled smallint not null,
    arrived smallint not null,
    completed smallint not null,
    refused smallint not null,
    certificates smallint not null,
    hours numeric(8, 1) not null
  );

  -- weight is -1 for the place a class leaves and +1 for the place it takes; held is the same where the class counts.
  create table service.class_delta (
    class_id uuid not null,
    division_id uuid not null,
    year smallint not null,
    month smallint not null,
    weight smallint not null,
    held smallint not null
  );

  create table service.register_delta (
    division_id uuid not null,
    level targeting.cadre_level not null,
    category targeting.trainee_category not null,
    persons integer not null
  );

  -- Present when the tree itself changed: the next fold recounts everything instead.
  create table service.recount_request (
    requested_at timestamptz not null default now()
  );
`;

/** The definitions every figure stands on; a dismissed or refused trainee had arrived. */
const measures = `
  create function service.on_roster(state integration.enrollment_state) returns boolean
    immutable parallel safe language sql
    return state in ('confirmed', 'arrived', 'completed', 'refused', 'dismissed');

  create function service.has_arrived(state integration.enrollment_state) returns boolean
    immutable parallel safe language sql
    return state in ('arrived', 'completed', 'refused', 'dismissed');

  create function service.is_held(state text) returns boolean
    immutable parallel safe language sql
    return state in ('running', 'ended', 'concluded');
`;

const enrollmentTriggers = `
  create function service.count_enrollment_inserts() returns trigger language plpgsql as $$
  begin
    insert into service.enrollment_delta
    select class_id, trainee_id, division_id, year, level, category, 1, service.has_arrived(state)::integer,
           (state = 'completed')::integer, (state = 'refused')::integer, 0,
           case when state = 'completed' then hours else 0 end
      from new_rows where service.on_roster(state);
    return null;
  end $$;

  create function service.count_enrollment_deletes() returns trigger language plpgsql as $$
  begin
    insert into service.enrollment_delta
    select class_id, trainee_id, division_id, year, level, category, -1, -service.has_arrived(state)::integer,
           -(state = 'completed')::integer, -(state = 'refused')::integer, 0,
           case when state = 'completed' then -hours else 0 end
      from old_rows where service.on_roster(state);
    return null;
  end $$;

  create function service.count_enrollment_updates() returns trigger language plpgsql as $$
  begin
    insert into service.enrollment_delta
    select class_id, trainee_id, division_id, year, level, category,
           sum(sign), sum(sign * service.has_arrived(state)::integer), sum(sign * (state = 'completed')::integer),
           sum(sign * (state = 'refused')::integer), 0, sum(case when state = 'completed' then sign * hours else 0 end)
      from (select 1 as sign, n.* from new_rows n union all select -1, o.* from old_rows o) change
     where service.on_roster(state)
     group by class_id, trainee_id, division_id, year, level, category
    having sum(sign) <> 0
        or sum(sign * service.has_arrived(state)::integer) <> 0
        or sum(sign * (state = 'completed')::integer) <> 0
        or sum(sign * (state = 'refused')::integer) <> 0
        or sum(case when state = 'completed' then sign * hours else 0 end) <> 0;
    return null;
  end $$;

  create trigger count_inserts after insert on integration.enrollment
    referencing new table as new_rows for each statement execute function service.count_enrollment_inserts();
  create trigger count_updates after update on integration.enrollment
    referencing old table as old_rows new table as new_rows
    for each statement execute function service.count_enrollment_updates();
  create trigger count_deletes after delete on integration.enrollment
    referencing old table as old_rows for each statement execute function service.count_enrollment_deletes();
`;

const classTriggers = `
  create function service.count_class_inserts() returns trigger language plpgsql as $$
  begin
    insert into service.class_delta
    select id, division_id, year, extract(month from ends_on), 1, service.is_held(state)::integer from new_rows;
    return null;
  end $$;

  create function service.count_class_deletes() returns trigger language plpgsql as $$
  begin
    insert into service.class_delta
    select id, division_id, year, extract(month from ends_on), -1, -service.is_held(state)::integer from old_rows;
    return null;
  end $$;

  create function service.count_class_updates() returns trigger language plpgsql as $$
  begin
    insert into service.class_delta
    select id, division_id, year, extract(month from ends_on), sum(sign), sum(sign * service.is_held(state)::integer)
      from (select 1 as sign, n.* from new_rows n union all select -1, o.* from old_rows o) change
     group by id, division_id, year, extract(month from ends_on)
    having sum(sign) <> 0 or sum(sign * service.is_held(state)::integer) <> 0;
    return null;
  end $$;

  create trigger count_inserts after insert on integration.class
    referencing new table as new_rows for each statement execute function service.count_class_inserts();
  create trigger count_updates after update on integration.class
    referencing old table as old_rows new table as new_rows
    for each statement execute function service.count_class_updates();
  create trigger count_deletes after delete on integration.class
    referencing old table as old_rows for each statement execute function service.count_class_deletes();
`;

const registerTriggers = `
  create function service.count_trainee_inserts() returns trigger language plpgsql as $$
  begin
    insert into service.register_delta
    select division_id, level, category, count(*) from new_rows where state = 'active' group by 1, 2, 3;
    return null;
  end $$;

  create function service.count_trainee_deletes() returns trigger language plpgsql as $$
  begin
    insert into service.register_delta
    select division_id, level, category, -count(*) from old_rows where state = 'active' group by 1, 2, 3;
    return null;
  end $$;

  create function service.count_trainee_updates() returns trigger language plpgsql as $$
  begin
    insert into service.register_delta
    select division_id, level, category, sum(sign)
      from (select 1 as sign, division_id, level, category, state from new_rows
            union all select -1, division_id, level, category, state from old_rows) change
     where state = 'active' group by 1, 2, 3 having sum(sign) <> 0;
    return null;
  end $$;

  create trigger count_inserts after insert on targeting.trainee
    referencing new table as new_rows for each statement execute function service.count_trainee_inserts();
  create trigger count_updates after update on targeting.trainee
    referencing old table as old_rows new table as new_rows
    for each statement execute function service.count_trainee_updates();
  create trigger count_deletes after delete on targeting.trainee
    referencing old table as old_rows for each statement execute function service.count_trainee_deletes();
`;

const divisionTrigger = `
  create function service.ask_for_recount() returns trigger language plpgsql as $$
  begin
    insert into service.recount_request default values;
    return null;
  end $$;

  create trigger ask_for_recount
    after update of level, province_id, city_id, county_id, township_id, village_id on responsibility.division
    for each row
    when ((old.level, old.province_id, old.city_id, old.county_id, old.township_id, old.village_id)
          is distinct from (new.level, new.province_id, new.city_id, new.county_id, new.township_id, new.village_id))
    execute function service.ask_for_recount();
`;

/**
 * The certificate room's side of the contract: it replaces the view (enrollments that hold a certificate now, each
 * once) and calls count_certificates(enrollment ids, 1 or -1) in the transaction that issues or revokes.
 */
const certificates = `
  create view service.counted_certificate as
  select null::uuid as enrollment_id where false;

  create function service.count_certificates(enrollment_ids uuid[], change integer) returns void language sql as $$
    insert into service.enrollment_delta
    select class_id, trainee_id, division_id, year, level, category, 0, 0, 0, 0, change, 0
      from integration.enrollment where id = any (enrollment_ids);
  $$;
`;
