import { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The one seat path as functions, so that a batch of claims is one statement with a cached plan.
 * Lock order everywhere: seat rows by class id, then quota roots by quota id; whoever holds these may change
 * enrollments and what allocations hold.
 */
export class IntegrationSeat1795400014000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(seatColumns);
    await runner.query(nearestAllocation);
    await runner.query(lockSeats);
    await runner.query(promoteWaitlist);
    await runner.query(settleClaims);
    await runner.query(releaseSeats);
    await runner.query(substituteTrainee);
    await runner.query(restoreEnrollment);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function integration.restore_enrollment;
      drop function integration.substitute_trainee;
      drop function integration.release_seats;
      drop function integration.settle_claims;
      drop function integration.promote_waitlist;
      drop function integration.lock_seats;
      drop function responsibility.nearest_allocation;
      drop index responsibility.allocation_organization;
      alter table integration.seat drop column cancellable_until;
    `);
  }
}

const seatColumns = `
  -- Until when people may cancel for themselves; null means until the class begins.
  alter table integration.seat add column cancellable_until timestamptz;
  create index allocation_organization on responsibility.allocation (quota_id, organization_id)
    where organization_id is not null;
`;

const nearestAllocation = `
  -- The allocation that a person's seat draws on: the unit's own, else the nearest division upwards, else the
  -- free pool at the root. No row when the quota is null. Plain SQL, so that the planner inlines it.
  create function responsibility.nearest_allocation(p_quota uuid, p_division uuid, p_organization uuid)
  returns table (id uuid, free integer, root boolean) language sql stable as $$
    select nearest.id, nearest.free, nearest.distance = 9
    from (
      select a.id, a.amount - a.allocated - a.held as free, 0 as distance
      from responsibility.allocation a
      where a.quota_id = p_quota and a.organization_id = p_organization
      union all
      select a.id, a.amount - a.allocated - a.held,
        array_position(array[d.village_id, d.township_id, d.county_id, d.city_id, d.province_id], a.division_id)
      from responsibility.division d
      join responsibility.allocation a on a.quota_id = p_quota and a.organization_id is null
        and a.parent_id is not null
        and a.division_id = any (array[d.village_id, d.township_id, d.county_id, d.city_id, d.province_id])
      where d.id = p_division
      union all
      select a.id, a.amount - a.allocated - a.held, 9
      from responsibility.allocation a
      where a.quota_id = p_quota and a.parent_id is null
    ) nearest
    order by nearest.distance
    limit 1
  $$;
`;

const lockSeats = `
  create function integration.lock_seats(p_classes uuid[]) returns void language plpgsql
  set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
  begin
    perform from integration.seat s where s.class_id = any (p_classes) order by s.class_id for update;
    perform from responsibility.allocation a
      where a.parent_id is null
        and a.quota_id in (select c.quota_id from integration.class c where c.id = any (p_classes))
      order by a.quota_id for update;
  end $$;
`;

const promoteWaitlist = `
  -- Gives free seats to those who wait, by number; who waits for a used-up allocation is passed over. By itself it
  -- runs only until the class begins; a coordinator may still ask for it afterwards.
  create function integration.promote_waitlist(
    p_class uuid, p_account uuid, p_role text, p_division uuid, p_address inet, p_reason text
  ) returns table (enrollment_id uuid, trainee_id uuid, state integration.enrollment_state)
  language plpgsql
  set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
  #variable_conflict use_column
  begin
    perform integration.lock_seats(array[p_class]);
    if not exists (select from integration.seat s join integration.class c on c.id = s.class_id
                   where s.class_id = p_class and s.taken < s.capacity and s.waitlisted > 0
                     and c.state in ('approved', 'published', 'running')) then
      return;
    end if;
    return query
    with waiting as (
      select e.id, e.number, e.trainee_id, a.id as allocation_id, a.free as quota_free,
        case when e.source = 'callUp' or (s.approval_required and e.source <> 'import')
          then 'pending' else 'confirmed' end::integration.enrollment_state as state
      from integration.enrollment e
      join integration.seat s on s.class_id = e.class_id
      join integration.class c on c.id = e.class_id
      join targeting.trainee t on t.id = e.trainee_id
      left join integration.call_up_recipient r on r.id = e.recipient_id
      left join lateral (
        select own.id, own.amount - own.allocated - own.held as free from responsibility.allocation own
        where own.id = r.allocation_id
        union all
        select n.id, n.free from responsibility.nearest_allocation(c.quota_id, t.division_id, t.organization_id) n
        where r.allocation_id is null
      ) a on true
      where e.class_id = p_class and e.state = 'waitlisted'
    ), entitled as (
      select w.*, w.allocation_id is null
        or row_number() over (partition by w.allocation_id order by w.number) <= w.quota_free as entitled
      from waiting w
    ), promoted as materialized (
      select w.* from entitled w where w.entitled order by w.number
      limit (select s.capacity - s.taken from integration.seat s where s.class_id = p_class)
    ), moved as (
      update integration.enrollment e set state = p.state, allocation_id = p.allocation_id
      from promoted p where e.id = p.id
    ), step as (
      insert into integration.enrollment_step (enrollment_id, verb, from_state, to_state, account_id, reason)
      select p.id, 'promote', 'waitlisted', p.state, p_account, p_reason from promoted p
    ), held as (
      update responsibility.allocation a set held = a.held + h.n
      from (select p.allocation_id, count(*) as n from promoted p group by p.allocation_id) h
      where a.id = h.allocation_id
    ), counted as (
      update integration.seat s set taken = s.taken + h.n, waitlisted = s.waitlisted - h.n
      from (select count(*)::integer as n from promoted) h
      where s.class_id = p_class and h.n > 0
    ), audited as (
      insert into foundation.audit_entry
        (account_id, role, division_id, action, subject_type, subject_id, before, after, address)
      select p_account, p_role, p_division, 'enrollment.promote', 'enrollment', p.id::text,
        '{"state":"waitlisted"}', jsonb_build_object('state', p.state), p_address
      from promoted p
    )
    select p.id, p.trainee_id, p.state from promoted p order by p.number;
  end $$;
`;

const settleClaims = `
  -- Settles claims on one or many classes: judges, numbers, seats, waitlists, refuses; writes everything that
  -- an acknowledged claim needs. The order within a class is the order of the arrays.
  create function integration.settle_claims(
    p_now timestamptz, p_source text, p_recipient uuid,
    p_class uuid[], p_trainee uuid[], p_id uuid[],
    p_account uuid[], p_role text[], p_division uuid[], p_address inet[], p_key text[], p_hash text[]
  ) returns table (ord bigint, outcome text, code text, enrollment_id uuid, number bigint, state text, queue integer)
  language plpgsql
  set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
  #variable_conflict use_column
  begin
    perform integration.lock_seats(p_class);

    -- Free seats belong to those who wait, also when an allocation grew meanwhile.
    perform integration.promote_waitlist(s.class_id, null, null, null, null, null)
    from integration.seat s join integration.class c on c.id = s.class_id
    where s.class_id = any (p_class) and s.waitlisted > 0 and s.taken < s.capacity
      and c.state in ('approved', 'published');

    return query
    with claim as materialized (
      select * from unnest(p_class, p_trainee, p_id, p_account, p_role, p_division, p_address, p_key, p_hash)
        with ordinality as c (class_id, trainee_id, id, account_id, role, actor_division_id, address, key, hash, ord)
    ), seat as materialized (
      select s.class_id, s.capacity - s.taken as free, s.waitlist_capacity - s.waitlisted as room, s.waitlisted,
        s.last_number, c.quota_id, c.year, c.division_id as owner_id,
        case when p_source = 'callUp' or (s.approval_required and p_source <> 'import')
          then 'pending' else 'confirmed' end as state,
        case
          when c.state in ('draft', 'submitted', 'returned')
            then case p_source when 'self' then 'enrollment.unknown' else 'enrollment.notOpen' end
          when p_source = 'self' and c.state = 'approved' then 'enrollment.unknown'
          when c.state in ('ended', 'concluded', 'cancelled') then 'enrollment.closed'
          when p_source <> 'self' then null
          when not s.self_registration then 'enrollment.byCallUpOnly'
          when s.opens_at > p_now then 'enrollment.notOpen'
          when c.state <> 'published' or s.closes_at <= p_now or not s.open then 'enrollment.closed'
        end as refusal,
        case when a.rule ? 'categories'
          then array(select jsonb_array_elements_text(a.rule -> 'categories')) end as categories,
        case when a.rule ? 'levels'
          then array(select jsonb_array_elements_text(a.rule -> 'levels')) end as levels,
        case when a.rule ? 'divisionIds'
          then array(select jsonb_array_elements_text(a.rule -> 'divisionIds')::uuid) end as divisions,
        (a.rule ->> 'excludeTrainedSince')::date as untrained_since
      from integration.seat s
      join integration.class c on c.id = s.class_id
      left join targeting.audience a on a.id = c.audience_id
      where s.class_id = any (p_class)
    ), recipient as materialized (
      select r.allocation_id, a.amount - a.allocated - a.held as allocation_free,
        r.amount - (select count(*) from integration.enrollment e
                    where e.recipient_id = r.id and e.state <> 'cancelled') as free
      from integration.call_up_recipient r
      left join responsibility.allocation a on a.id = r.allocation_id
      where r.id = p_recipient
    ), judged as materialized (
      select c.*, s.free, s.room, s.waitlisted, s.last_number, s.year, s.state,
        t.division_id, t.level, t.category, earlier.response as replay, present.id as present_id,
        coalesce(r.allocation_id, n.id) as allocation_id,
        case when r.allocation_id is null then n.free else r.allocation_free end as quota_free,
        r.free as recipient_free,
        case
          when earlier.key is not null and earlier.request_hash <> c.hash then 'error.idempotencyReuse'
          when earlier.key is not null then null
          when s.class_id is null or t.id is null or t.state <> 'active' then 'enrollment.unknown'
          when p_source = 'self' and coalesce(n.root, true)
            and s.owner_id not in (d.province_id, coalesce(d.city_id, d.id), coalesce(d.county_id, d.id),
                                   coalesce(d.township_id, d.id), d.id)
            and s.owner_id not in (m.province_id, coalesce(m.city_id, m.id), coalesce(m.county_id, m.id),
                                   coalesce(m.township_id, m.id), m.id) then 'enrollment.unknown'
          when present.id is not null
            or row_number() over (partition by c.class_id, c.trainee_id order by c.ord) > 1 then 'enrollment.already'
          when s.refusal is not null then s.refusal
          when not (s.categories is null or t.category::text = any (s.categories))
            or not (s.levels is null or t.level::text = any (s.levels))
            or not (s.divisions is null
                    or s.divisions && array[d.province_id, d.city_id, d.county_id, d.township_id, d.village_id])
            or (s.untrained_since is not null and exists (
                  select from integration.enrollment past
                  join integration.class past_class on past_class.id = past.class_id
                  where past.trainee_id = t.id and past.state = 'completed'
                    and past_class.ends_on >= s.untrained_since)) then 'enrollment.outsideAudience'
        end as refusal
      from claim c
      left join seat s on s.class_id = c.class_id
      left join targeting.trainee t on t.id = c.trainee_id
      left join responsibility.division d on d.id = t.division_id
      left join responsibility.division m on m.id = t.managing_division_id
      -- Lateral with a limit, so that a plan made while the tables were small still asks the index row by row.
      left join lateral (
        select e.id from integration.enrollment e
        where e.class_id = c.class_id and e.trainee_id = c.trainee_id and e.state <> 'cancelled' limit 1
      ) present on true
      left join lateral (
        select k.key, k.request_hash, k.response from foundation.idempotency_key k
        where k.account_id = c.account_id and k.key = c.key limit 1
      ) earlier on true
      left join recipient r on true
      left join lateral responsibility.nearest_allocation(s.quota_id, t.division_id, t.organization_id) n on true
    ), eligible as (
      select j.*, (j.allocation_id is null
          or row_number() over (partition by j.allocation_id order by j.ord) <= j.quota_free)
        and (j.recipient_free is null
          or row_number() over (partition by j.class_id order by j.ord) <= j.recipient_free) as entitled
      from judged j where j.refusal is null and j.replay is null
    ), seating as (
      select e.*, e.entitled
        and row_number() over (partition by e.class_id, e.entitled order by e.ord) <= e.free as seated
      from eligible e
    ), queueing as (
      select s.*, not s.seated and (s.recipient_free is null or s.entitled)
        and row_number() over (partition by s.class_id,
              not s.seated and (s.recipient_free is null or s.entitled) order by s.ord) <= s.room as queued
      from seating s
    ), placed as materialized (
      select q.*,
        q.last_number + row_number() over (partition by q.class_id, q.seated or q.queued order by q.ord) as number,
        case when q.queued
          then q.waitlisted + row_number() over (partition by q.class_id, q.queued order by q.ord) end::integer as queue,
        case when q.seated then q.state when q.queued then 'waitlisted' end as reached
      from queueing q
    ), accepted as materialized (
      select p.*, jsonb_build_object('enrollmentId', p.id, 'state', p.reached, 'number', p.number,
          'queue', p.queue) as answer
      from placed p where p.seated or p.queued
    ), enrolled as (
      insert into integration.enrollment (id, class_id, trainee_id, number, state, source, allocation_id, recipient_id,
        division_id, level, category, year, account_id, enrolled_at)
      select a.id, a.class_id, a.trainee_id, a.number, a.reached::integration.enrollment_state, p_source,
        a.allocation_id, p_recipient, a.division_id, a.level, a.category, a.year, a.account_id, p_now
      from accepted a order by a.ord
    ), step as (
      insert into integration.enrollment_step (enrollment_id, verb, to_state, account_id)
      select a.id, 'enroll', a.reached::integration.enrollment_state, a.account_id from accepted a order by a.ord
    ), held as (
      update responsibility.allocation a set held = a.held + h.n
      from (select p.allocation_id, count(*) as n from placed p where p.seated group by p.allocation_id) h
      where a.id = h.allocation_id
    ), counted as (
      update integration.seat s
      set taken = s.taken + h.seated, waitlisted = s.waitlisted + h.queued,
        last_number = s.last_number + h.seated + h.queued
      from (select a.class_id, count(*) filter (where a.seated)::integer as seated,
              count(*) filter (where a.queued)::integer as queued from accepted a group by a.class_id) h
      where s.class_id = h.class_id
    ), remembered as (
      insert into foundation.idempotency_key (account_id, key, route, request_hash, status, response)
      select a.account_id, a.key, 'enrollment', a.hash, 201, a.answer from accepted a where a.key is not null
    ), audited as (
      insert into foundation.audit_entry
        (account_id, role, division_id, action, subject_type, subject_id, after, address)
      select a.account_id, a.role, a.actor_division_id, 'enrollment.enroll', 'enrollment', a.id::text, a.answer,
        a.address
      from accepted a order by a.ord
    )
    select j.ord,
      case when coalesce(p.reached, j.replay ->> 'state') is null then 'refused'
        when coalesce(p.reached, j.replay ->> 'state') = 'waitlisted' then 'waitlisted' else 'seated' end,
      case when j.refusal is not null then j.refusal
        when p.ord is null or p.seated or p.queued then null
        when p.entitled then 'enrollment.full' else 'enrollment.quotaUsed' end,
      case when p.reached is not null then p.id
        when j.replay is not null then (j.replay ->> 'enrollmentId')::uuid else j.present_id end,
      case when p.reached is not null then p.number else (j.replay ->> 'number')::bigint end,
      coalesce(p.reached, j.replay ->> 'state'),
      coalesce(p.queue, (j.replay ->> 'queue')::integer)
    from judged j left join placed p on p.ord = j.ord
    order by j.ord;
  end $$;
`;

const releaseSeats = `
  -- Cancels enrollments that are in one of the states, gives back seat and quota, lets the waitlist move up.
  create function integration.release_seats(
    p_ids uuid[], p_verb text, p_from integration.enrollment_state[],
    p_account uuid, p_role text, p_division uuid, p_address inet, p_reason text
  ) returns table (enrollment_id uuid, trainee_id uuid, class_id uuid, state integration.enrollment_state)
  language plpgsql
  set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
  #variable_conflict use_column
  declare
    classes uuid[] := array(select distinct e.class_id from integration.enrollment e where e.id = any (p_ids));
  begin
    perform integration.lock_seats(classes);
    return query
    with leaving as materialized (
      select e.id, e.class_id, e.trainee_id, e.state, e.allocation_id from integration.enrollment e
      where e.id = any (p_ids) and e.state = any (p_from)
      order by e.id for update
    ), moved as (
      update integration.enrollment e set state = 'cancelled' from leaving l where e.id = l.id
    ), step as (
      insert into integration.enrollment_step (enrollment_id, verb, from_state, to_state, account_id, reason)
      select l.id, p_verb, l.state, 'cancelled', p_account, p_reason from leaving l
    ), held as (
      update responsibility.allocation a set held = a.held - h.n
      from (select l.allocation_id, count(*) as n from leaving l where l.state <> 'waitlisted'
            group by l.allocation_id) h
      where a.id = h.allocation_id
    ), counted as (
      update integration.seat s set taken = s.taken - h.seated, waitlisted = s.waitlisted - h.queued
      from (select l.class_id, count(*) filter (where l.state <> 'waitlisted')::integer as seated,
              count(*) filter (where l.state = 'waitlisted')::integer as queued from leaving l group by l.class_id) h
      where s.class_id = h.class_id
    ), audited as (
      insert into foundation.audit_entry
        (account_id, role, division_id, action, subject_type, subject_id, before, after, address)
      select p_account, p_role, p_division, 'enrollment.' || p_verb, 'enrollment', l.id::text,
        jsonb_build_object('state', l.state), '{"state":"cancelled"}', p_address
      from leaving l
    )
    select l.id, l.trainee_id, l.class_id, 'cancelled'::integration.enrollment_state from leaving l;

    return query
    select p.enrollment_id, p.trainee_id, c.id, p.state
    from integration.class c
    cross join lateral integration.promote_waitlist(c.id, p_account, p_role, p_division, p_address, null) p
    where c.id = any (classes) and c.state in ('approved', 'published');
  end $$;
`;

const substituteTrainee = `
  -- One person takes over another's seat together with the quota it draws on. Answers a code instead of an id
  -- when it cannot be: enrollment.wrongState, enrollment.already, enrollment.outsideAudience, enrollment.unknown.
  create function integration.substitute_trainee(
    p_out uuid, p_in_trainee uuid, p_in uuid, p_now timestamptz,
    p_account uuid, p_role text, p_division uuid, p_address inet, p_reason text
  ) returns text language plpgsql
  set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
  declare
    leaving integration.enrollment;
    coming targeting.trainee;
    rule jsonb;
  begin
    perform integration.lock_seats(array(select e.class_id from integration.enrollment e where e.id = p_out));
    select e.* into leaving from integration.enrollment e where e.id = p_out for update;
    select t.* into coming from targeting.trainee t where t.id = p_in_trainee and t.state = 'active';
    if leaving.id is null or coming.id is null then return 'enrollment.unknown'; end if;
    if leaving.state not in ('pending', 'confirmed') then return 'enrollment.wrongState'; end if;
    if exists (select from integration.enrollment e where e.class_id = leaving.class_id
                 and e.trainee_id = p_in_trainee and e.state <> 'cancelled') then
      return 'enrollment.already';
    end if;
    select a.rule into rule from integration.class c join targeting.audience a on a.id = c.audience_id
      where c.id = leaving.class_id;
    if (rule ? 'categories' and not rule -> 'categories' ? coming.category::text)
      or (rule ? 'levels' and not rule -> 'levels' ? coming.level::text)
      or (rule ? 'divisionIds' and not exists (
            select from responsibility.division d
            cross join unnest(array[d.province_id, d.city_id, d.county_id, d.township_id, d.village_id]) ancestor
            where d.id = coming.division_id and rule -> 'divisionIds' ? ancestor::text)) then
      return 'enrollment.outsideAudience';
    end if;
    update integration.seat s set last_number = s.last_number + 1 where s.class_id = leaving.class_id;
    update integration.enrollment e set state = 'cancelled' where e.id = p_out;
    insert into integration.enrollment (id, class_id, trainee_id, number, state, source, allocation_id, recipient_id,
      division_id, level, category, year, seat_order, account_id, enrolled_at)
    select p_in, leaving.class_id, coming.id, s.last_number, leaving.state, leaving.source, leaving.allocation_id,
      leaving.recipient_id, coming.division_id, coming.level, coming.category, leaving.year, leaving.seat_order,
      p_account, p_now
    from integration.seat s where s.class_id = leaving.class_id;
    insert into integration.enrollment_step (enrollment_id, verb, from_state, to_state, account_id, reason) values
      (p_out, 'substitute', leaving.state, 'cancelled', p_account, p_reason),
      (p_in, 'substitute', null, leaving.state, p_account, p_reason);
    insert into integration.substitution (out_enrollment_id, in_enrollment_id, reason, account_id)
      values (p_out, p_in, p_reason, p_account);
    insert into foundation.audit_entry
      (account_id, role, division_id, action, subject_type, subject_id, before, after, address)
      values (p_account, p_role, p_division, 'enrollment.substitute', 'enrollment', p_in::text,
        jsonb_build_object('enrollmentId', p_out, 'traineeId', leaving.trainee_id),
        jsonb_build_object('enrollmentId', p_in, 'traineeId', coming.id), p_address);
    return null;
  end $$;
`;

const restoreEnrollment = `
  -- Takes back a cancellation while a seat and quota are left. Answers a code when it cannot be.
  create function integration.restore_enrollment(
    p_id uuid, p_account uuid, p_role text, p_division uuid, p_address inet
  ) returns text language plpgsql
  set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
  declare
    gone integration.enrollment;
  begin
    perform integration.lock_seats(array(select e.class_id from integration.enrollment e where e.id = p_id));
    select e.* into gone from integration.enrollment e where e.id = p_id for update;
    if gone.id is null then return 'enrollment.unknown'; end if;
    if gone.state <> 'cancelled' or exists (select from integration.substitution s where s.out_enrollment_id = p_id) then
      return 'enrollment.wrongState';
    end if;
    if exists (select from integration.enrollment e where e.class_id = gone.class_id
                 and e.trainee_id = gone.trainee_id and e.state <> 'cancelled') then
      return 'enrollment.already';
    end if;
    if exists (select from responsibility.allocation a where a.id = gone.allocation_id
                 and a.allocated + a.held >= a.amount) then
      return 'enrollment.quotaUsed';
    end if;
    update integration.seat s set taken = s.taken + 1 where s.class_id = gone.class_id and s.taken < s.capacity;
    if not found then return 'enrollment.full'; end if;
    update responsibility.allocation a set held = a.held + 1 where a.id = gone.allocation_id;
    update integration.enrollment e set state = 'pending' where e.id = p_id;
    insert into integration.enrollment_step (enrollment_id, verb, from_state, to_state, account_id)
      values (p_id, 'restore', 'cancelled', 'pending', p_account);
    insert into foundation.audit_entry
      (account_id, role, division_id, action, subject_type, subject_id, before, after, address)
      values (p_account, p_role, p_division, 'enrollment.restore', 'enrollment', p_id::text,
        '{"state":"cancelled"}', '{"state":"pending"}', p_address);
    return null;
  end $$;
`;
