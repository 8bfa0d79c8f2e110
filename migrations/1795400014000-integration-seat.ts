import { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The one seat path as functions, so that a batch of claims is one statement with a cached plan.
 * Lock order everywhere: seat rows by class id, then quota roots by quota id; whoever holds these may change
 * enrollments and what allocations hold.
 */
export class IntegrationSeat1795400014000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(seatColumns);
    await runner.query(enrollmentHistory);
    await runner.query(nearestAllocation);
    await runner.query(enrollmentReferences);
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
      drop view integration.enrollment_history;
      drop trigger keep_enrolled on integration.class;
      drop trigger keep_enrolled on integration.call_up_recipient;
      drop trigger keep_enrolled on targeting.trainee;
      drop trigger keep_enrolled on responsibility.allocation;
      drop trigger keep_enrolled on responsibility.division;
      drop function integration.keep_enrolled;
      alter table integration.enrollment
        add constraint enrollment_class_id_fkey foreign key (class_id) references integration.class,
        add constraint enrollment_trainee_id_fkey foreign key (trainee_id) references targeting.trainee,
        add constraint enrollment_allocation_id_fkey foreign key (allocation_id) references responsibility.allocation,
        add constraint enrollment_recipient_id_fkey foreign key (recipient_id)
          references integration.call_up_recipient,
        add constraint enrollment_division_id_fkey foreign key (division_id) references responsibility.division;
      drop index integration.enrollment_once;
      create unique index enrollment_once on integration.enrollment (class_id, trainee_id) where state <> 'cancelled';
      create index enrollment_trainee on integration.enrollment (trainee_id);
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

  -- Trainee first, so that the guard against double enrollment also finds a person's classes.
  drop index integration.enrollment_trainee;
  drop index integration.enrollment_once;
  create unique index enrollment_once on integration.enrollment (trainee_id, class_id) where state <> 'cancelled';

  -- A foreign key is checked row by row; together they were a third of a claim's cost. They name rows that the
  -- statement itself has just read (the locked class and its allocation, the recipient, the trainee and its
  -- division); keep_enrolled below holds their delete side.
  alter table integration.enrollment
    drop constraint enrollment_class_id_fkey, drop constraint enrollment_trainee_id_fkey,
    drop constraint enrollment_allocation_id_fkey,
    drop constraint enrollment_recipient_id_fkey, drop constraint enrollment_division_id_fkey;
`;

const enrollmentHistory = `
  -- An enrollment's first step is the row itself (who, when, its number); the steps hold what came after.
  create view integration.enrollment_history as
    select e.id as enrollment_id, 'enroll' as verb, null::integration.enrollment_state as from_state,
      coalesce((select s.from_state from integration.enrollment_step s where s.enrollment_id = e.id
                order by s.id limit 1), e.state) as to_state,
      e.account_id, null::text as reason, e.enrolled_at as at
    from integration.enrollment e
    union all
    select s.enrollment_id, s.verb, s.from_state, s.to_state, s.account_id, s.reason, s.at
    from integration.enrollment_step s;
`;

const nearestAllocation = `
  -- The allocation that a person's seat draws on, other than the free pool at the root: the unit's own, else the
  -- nearest division upwards (ancestors are given from below). Plain SQL, so that the planner inlines it.
  create function responsibility.nearest_allocation(p_quota uuid, p_ancestors uuid[], p_organization uuid)
  returns table (id uuid, free integer) language sql stable as $$
    select nearest.id, nearest.free
    from (
      select a.id, a.amount - a.allocated - a.held as free, array_position(p_ancestors, a.division_id) as distance
      from responsibility.allocation a
      where a.quota_id = p_quota and a.division_id = any (p_ancestors) and a.organization_id is null
        and a.parent_id is not null
      union all
      select a.id, a.amount - a.allocated - a.held, 0
      from responsibility.allocation a
      where a.quota_id = p_quota and a.organization_id = p_organization
    ) nearest
    order by nearest.distance
    limit 1
  $$;
`;

const enrollmentReferences = `
  -- Stands in for the delete side of the dropped foreign keys. The lock waits for claims that are being settled.
  create function integration.keep_enrolled() returns trigger language plpgsql as $$
  declare
    enrolled boolean;
  begin
    lock table integration.enrollment in share row exclusive mode;
    execute format('select exists (select from integration.enrollment where %I = $1)', tg_argv[0])
      into enrolled using old.id;
    if enrolled then
      raise foreign_key_violation using message = format('%s.%s %s has enrollments', tg_table_schema, tg_table_name,
        old.id), constraint = 'enrollment_' || tg_argv[0] || '_fkey';
    end if;
    return old;
  end $$;
  create trigger keep_enrolled before delete on integration.class
    for each row execute function integration.keep_enrolled('class_id');
  create trigger keep_enrolled before delete on integration.call_up_recipient
    for each row execute function integration.keep_enrolled('recipient_id');
  create trigger keep_enrolled before delete on targeting.trainee
    for each row execute function integration.keep_enrolled('trainee_id');
  create trigger keep_enrolled before delete on responsibility.allocation
    for each row execute function integration.keep_enrolled('allocation_id');
  create trigger keep_enrolled before delete on responsibility.division
    for each row execute function integration.keep_enrolled('division_id');
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
      select e.id, e.number, e.trainee_id, a.id as allocation_id, a.amount - a.allocated - a.held as quota_free,
        case when e.source = 'callUp' or (s.approval_required and e.source <> 'import')
          then 'pending' else 'confirmed' end::integration.enrollment_state as state
      from integration.enrollment e
      join integration.seat s on s.class_id = e.class_id
      join integration.class c on c.id = e.class_id
      join targeting.trainee t on t.id = e.trainee_id
      left join integration.call_up_recipient r on r.id = e.recipient_id
      join responsibility.division d on d.id = t.division_id
      left join responsibility.allocation root on root.quota_id = c.quota_id and root.parent_id is null
      left join lateral responsibility.nearest_allocation(c.quota_id,
        array[d.village_id, d.township_id, d.county_id, d.city_id, d.province_id], t.organization_id) n on true
      left join responsibility.allocation a on a.id = coalesce(r.allocation_id, n.id, root.id)
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
        a.rule,
        (a.rule ->> 'excludeTrainedSince')::date as untrained_since,
        root.id as root_id, root.amount - root.allocated - root.held as root_free,
        case when root.allocated > 0 then c.quota_id end as handed_down
      from integration.seat s
      join integration.class c on c.id = s.class_id
      left join targeting.audience a on a.id = c.audience_id
      left join responsibility.allocation root on root.quota_id = c.quota_id and root.parent_id is null
      where s.class_id = any (p_class)
    ), recipient as materialized (
      select r.allocation_id, a.amount - a.allocated - a.held as allocation_free,
        r.amount - (select count(*) from integration.enrollment e
                    where e.recipient_id = r.id and e.state <> 'cancelled') as free
      from integration.call_up_recipient r
      left join responsibility.allocation a on a.id = r.allocation_id
      where r.id = p_recipient
    ), judged as materialized (
      select c.ord, c.id, c.class_id, s.free, s.room, s.waitlisted, s.last_number, s.year, s.state,
        t.division_id, t.level, t.category, earlier.enrollment_id as replay, present.id as present_id,
        coalesce(r.allocation_id, n.id, s.root_id) as allocation_id,
        case when r.allocation_id is not null then r.allocation_free
          when n.id is not null then n.free else s.root_free end as quota_free,
        r.free as recipient_free,
        case
          when earlier.key is not null and (earlier.route <> 'enrollment' or earlier.request_hash <> c.hash)
            then 'error.idempotencyReuse'
          when earlier.key is not null then 'replay'
          when s.class_id is null or t.id is null or t.state <> 'active' then 'enrollment.unknown'
          when p_source = 'self' and n.id is null
            and not coalesce(s.owner_id in (d.province_id, d.city_id, d.county_id, d.township_id, d.village_id), false)
            and not exists (
              select from responsibility.division m where m.id = t.managing_division_id
                and s.owner_id in (m.province_id, m.city_id, m.county_id, m.township_id, m.village_id)
            ) then 'enrollment.unknown'
          when present.id is not null then 'enrollment.already'
          when s.refusal is not null then s.refusal
          when (s.rule is not null and not (
              -- Read again, because whole rows carried through every join cost more than the second look.
              select targeting.audience_holds(s.rule, person, home)
              from targeting.trainee person join responsibility.division home on home.id = person.division_id
              where person.id = c.trainee_id))
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
      -- Lateral with a limit, so that a plan made while the tables were small still asks the index row by row.
      left join lateral (
        select e.id from integration.enrollment e
        where e.class_id = c.class_id and e.trainee_id = c.trainee_id and e.state <> 'cancelled' limit 1
      ) present on true
      left join lateral (
        select k.key, k.route, k.request_hash,
          -- What another verb answered is no id.
          case k.route when 'enrollment' then (k.response #>> '{}')::uuid end as enrollment_id
        from foundation.idempotency_key k
        where k.account_id = c.account_id and k.key = c.key limit 1
      ) earlier on true
      left join recipient r on true
      left join lateral responsibility.nearest_allocation(s.handed_down,
        array[d.village_id, d.township_id, d.county_id, d.city_id, d.province_id], t.organization_id) n on true
    -- From here to placed: narrow rows and one order (class, arrival), because every window copies its rows.
    ), ranked as (
      select j.ord, j.class_id, j.allocation_id, j.free, j.room, j.recipient_free is not null as replying,
        (j.allocation_id is null or row_number() over (partition by j.allocation_id order by j.ord) <= j.quota_free)
          and (j.recipient_free is null
            or row_number() over (partition by j.class_id order by j.ord) <= j.recipient_free) as entitled
      from judged j where j.refusal is null
    ), seating as (
      select r.*, r.entitled
        and count(*) filter (where r.entitled) over (partition by r.class_id order by r.ord rows unbounded preceding)
          <= r.free as seated
      from ranked r
    ), queueing as (
      select s.*, case when not s.seated and (s.entitled or not s.replying)
        then count(*) filter (where not s.seated and (s.entitled or not s.replying))
          over (partition by s.class_id order by s.ord rows unbounded preceding) end as place
      from seating s
    ), placed as materialized (
      select q.ord, q.class_id, q.allocation_id, q.entitled, q.seated, q.place <= q.room as queued, q.place,
        count(*) filter (where q.seated or q.place <= q.room)
          over (partition by q.class_id order by q.ord rows unbounded preceding) as arrival
      from queueing q
    ), accepted as materialized (
      select j.ord, j.class_id, j.division_id, j.level, j.category, j.year, j.allocation_id,
        c.id, c.trainee_id, c.account_id, c.role, c.actor_division_id, c.address, c.key, c.hash,
        j.last_number + p.arrival as number,
        case when p.seated then j.state else 'waitlisted' end as reached,
        case when p.queued then j.waitlisted + p.place end as queue
      from placed p join judged j on j.ord = p.ord join claim c on c.ord = p.ord
      where p.seated or p.queued
    -- The row is its own first step; see enrollment_history.
    ), enrolled as (
      insert into integration.enrollment (id, class_id, trainee_id, number, state, source, allocation_id, recipient_id,
        division_id, level, category, year, account_id, enrolled_at)
      select a.id, a.class_id, a.trainee_id, a.number, a.reached::integration.enrollment_state, p_source,
        a.allocation_id, p_recipient, a.division_id, a.level, a.category, a.year, a.account_id, p_now
      from accepted a
    ), held as (
      update responsibility.allocation a set held = a.held + h.n
      from (select p.allocation_id, count(*) as n from placed p where p.seated group by p.allocation_id) h
      where a.id = h.allocation_id
    ), counted as (
      update integration.seat s
      set taken = s.taken + h.seated, waitlisted = s.waitlisted + h.queued,
        last_number = s.last_number + h.seated + h.queued
      from (select p.class_id, count(*) filter (where p.seated)::integer as seated,
              count(*) filter (where p.queued)::integer as queued from placed p group by p.class_id) h
      where s.class_id = h.class_id and h.seated + h.queued > 0
    ), remembered as (
      insert into foundation.idempotency_key (account_id, key, route, request_hash, status, response)
      select a.account_id, a.key, 'enrollment', a.hash, 201, to_jsonb(a.id) from accepted a where a.key is not null
    ), audited as (
      insert into foundation.audit_entry
        (account_id, role, division_id, action, subject_type, subject_id, after, address)
      select a.account_id, a.role, a.actor_division_id, 'enrollment.enroll', 'enrollment', a.id::text,
        case a.reached when 'confirmed' then '{"state":"confirmed"}'::jsonb
          when 'pending' then '{"state":"pending"}' else '{"state":"waitlisted"}' end,
        a.address
      from accepted a
    )
    select j.ord,
      case when p.seated then 'seated' when p.queued then 'waitlisted'
        else case first.to_state when 'waitlisted' then 'waitlisted' when 'pending' then 'seated'
          when 'confirmed' then 'seated' else 'refused' end end,
      case when j.refusal is not null then nullif(j.refusal, 'replay') when p.seated or p.queued then null
        when p.entitled then 'enrollment.full' else 'enrollment.quotaUsed' end,
      case when p.seated or p.queued then j.id else coalesce(j.replay, j.present_id) end,
      case when p.seated or p.queued then j.last_number + p.arrival else first.number end,
      case when p.seated then j.state when p.queued then 'waitlisted' else first.to_state::text end,
      case when p.queued then j.waitlisted + p.place else first.queue end::integer
    from judged j left join placed p on p.ord = j.ord
    -- A repeated request gets its first answer; only the place in the queue is today's.
    -- Not through enrollment_history, and with a limit: a plan made while the tables were small joined all of it.
    left join lateral (
      select e.number, coalesce((select (array_agg(s.from_state order by s.id))[1] from integration.enrollment_step s
                                 where s.enrollment_id = e.id), e.state) as to_state,
        case when e.state = 'waitlisted' then
          (select count(*) from integration.enrollment ahead
           where ahead.class_id = e.class_id and ahead.state = 'waitlisted' and ahead.number <= e.number) end as queue
      from integration.enrollment e where j.refusal = 'replay' and e.id = j.replay limit 1
    ) first on true
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
    if not (select targeting.audience_holds(rule, coming, d) from responsibility.division d
            where d.id = coming.division_id) then
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
    insert into integration.enrollment_step (enrollment_id, verb, from_state, to_state, account_id, reason)
      values (p_out, 'substitute', leaving.state, 'cancelled', p_account, p_reason);
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
  -- Takes back a cancellation while the class lasts and a seat and quota are left. Answers a code when it cannot be.
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
    if not exists (select from integration.class c where c.id = gone.class_id
                     and c.state in ('approved', 'published', 'running')) then
      return 'enrollment.classOver';
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
