import { MigrationInterface, QueryRunner } from 'typeorm';

/** Classes, sessions, seats, enrollments, call-ups, attendance, leave and completion. */
export class IntegrationGround1795400004000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema integration;

      create type integration.enrollment_state as enum
        ('pending', 'waitlisted', 'confirmed', 'arrived', 'completed', 'refused', 'dismissed', 'cancelled');

      create table integration.class (
        id uuid primary key default uuidv7(),
        code text not null unique,
        title text not null check (length(title) between 2 and 100),
        run_number smallint,
        purpose text,
        level smallint not null check (level between 1 and 5),
        kind text not null default 'centralised'
          check (kind in ('centralised', 'thematic', 'rotation', 'video', 'field')),
        division_id uuid not null references responsibility.division,
        lead_organization_id uuid references responsibility.organization,
        host_organization_id uuid references responsibility.organization,
        head_account_id uuid references responsibility.account,
        application_id uuid unique references responsibility.application,
        audience_id uuid references targeting.audience,
        quota_id uuid unique references responsibility.quota,
        copied_from_id uuid references integration.class,
        starts_on date not null,
        ends_on date not null check (ends_on >= starts_on),
        year smallint not null,
        hours numeric(6, 1) not null check (hours > 0),
        minimum_persons integer not null default 1 check (minimum_persons >= 1),
        completion_rule jsonb not null default '{}',
        notes text,
        state text not null default 'draft' check (state in ('draft', 'submitted', 'returned', 'approved',
          'published', 'running', 'ended', 'concluded', 'cancelled')),
        check_in_secret bytea not null default uuid_send(gen_random_uuid()),
        version integer not null default 1,
        created_by uuid references responsibility.account,
        created_at timestamptz not null default now(),
        changed_at timestamptz not null default now()
      );
      create index class_division on integration.class (division_id, starts_on desc);
      create index class_state on integration.class (state, starts_on);
      create index class_host on integration.class (host_organization_id);
      create index class_title on integration.class using gin (title gin_trgm_ops);

      create table integration.class_step (
        id uuid primary key default uuidv7(),
        class_id uuid not null references integration.class on delete cascade,
        verb text not null,
        from_state text,
        to_state text,
        account_id uuid references responsibility.account,
        reason text,
        at timestamptz not null default now()
      );
      create index class_step_class on integration.class_step (class_id, id);

      -- The hot row: every path to a seat locks it first.
      create table integration.seat (
        class_id uuid primary key references integration.class on delete cascade,
        capacity integer not null check (capacity > 0),
        taken integer not null default 0,
        waitlisted integer not null default 0 check (waitlisted >= 0),
        waitlist_capacity integer not null default 0 check (waitlist_capacity >= 0),
        last_number bigint not null default 0,
        opens_at timestamptz,
        closes_at timestamptz,
        self_registration boolean not null default true,
        open boolean not null default false,
        approval_required boolean not null default false,
        check (taken between 0 and capacity),
        check (closes_at > opens_at)
      ) with (fillfactor = 20);
      create index seat_window on integration.seat (opens_at, closes_at);

      create table integration.session (
        id uuid primary key default uuidv7(),
        class_id uuid not null references integration.class on delete cascade,
        title text not null check (length(title) between 1 and 100),
        mode text not null check (mode in ('lecture', 'operationalPractice', 'caseTeaching', 'fieldTeaching',
          'fieldVisit', 'discussion', 'ceremony', 'exam', 'online')),
        starts_at timestamptz not null,
        ends_at timestamptz not null check (ends_at > starts_at),
        hours numeric(5, 1) not null check (hours >= 0),
        place_id uuid references responsibility.place,
        instructor_account_id uuid references responsibility.account,
        instructor_name text,
        closing_ceremony boolean not null default false,
        firm boolean not null default false,
        constraint session_place_clash exclude using gist
          (place_id with =, tstzrange(starts_at, ends_at) with &&) where (firm and place_id is not null),
        constraint session_instructor_clash exclude using gist
          (instructor_account_id with =, tstzrange(starts_at, ends_at) with &&)
          where (firm and instructor_account_id is not null)
      );
      create index session_class on integration.session (class_id, starts_at);
      create index session_time on integration.session (starts_at);

      create table integration.call_up (
        id uuid primary key default uuidv7(),
        class_id uuid not null references integration.class,
        kind text not null check (kind in ('quota', 'named')),
        notice_no text unique,
        deadline timestamptz not null,
        text text,
        state text not null default 'draft' check (state in ('draft', 'issued', 'closed', 'withdrawn')),
        issued_at timestamptz,
        issued_by uuid references responsibility.account,
        check (state = 'draft' or (notice_no is not null and issued_at is not null))
      );
      create index call_up_class on integration.call_up (class_id);
      create table integration.call_up_recipient (
        id uuid primary key default uuidv7(),
        call_up_id uuid not null references integration.call_up on delete cascade,
        allocation_id uuid references responsibility.allocation,
        division_id uuid not null references responsibility.division,
        organization_id uuid references responsibility.organization,
        amount integer not null check (amount > 0),
        acknowledged_at timestamptz,
        acknowledged_by uuid references responsibility.account,
        replied_at timestamptz,
        replied_by uuid references responsibility.account,
        unique nulls not distinct (call_up_id, division_id, organization_id)
      );
      create index call_up_recipient_organization on integration.call_up_recipient (organization_id);
      create index call_up_recipient_division on integration.call_up_recipient (division_id);

      -- division_id, level, category and year are frozen counting dimensions, not the trainee's present ones.
      create table integration.enrollment (
        id uuid primary key default uuidv7(),
        class_id uuid not null references integration.class,
        trainee_id uuid not null references targeting.trainee,
        number bigint not null,
        state integration.enrollment_state not null,
        source text not null check (source in ('self', 'callUp', 'nomination', 'import')),
        allocation_id uuid references responsibility.allocation,
        recipient_id uuid references integration.call_up_recipient,
        division_id uuid not null references responsibility.division,
        level targeting.cadre_level not null,
        category targeting.trainee_category not null,
        year smallint not null,
        hours numeric(6, 1) not null default 0,
        seat_order smallint,
        account_id uuid,
        enrolled_at timestamptz not null default now(),
        unique (class_id, number)
      ) with (fillfactor = 80);
      create unique index enrollment_once on integration.enrollment (class_id, trainee_id) where state <> 'cancelled';
      create index enrollment_trainee on integration.enrollment (trainee_id);
      create index enrollment_waitlist on integration.enrollment (class_id, number) where state = 'waitlisted';
      create index enrollment_recipient on integration.enrollment (recipient_id) where recipient_id is not null;

      create table integration.enrollment_step (
        id uuid primary key default uuidv7(),
        enrollment_id uuid not null references integration.enrollment on delete cascade,
        verb text not null,
        from_state integration.enrollment_state,
        to_state integration.enrollment_state not null,
        account_id uuid,
        reason text,
        at timestamptz not null default now()
      );
      create index enrollment_step_enrollment on integration.enrollment_step (enrollment_id);

      create table integration.substitution (
        id uuid primary key default uuidv7(),
        out_enrollment_id uuid not null unique references integration.enrollment,
        in_enrollment_id uuid not null unique references integration.enrollment,
        reason text not null,
        account_id uuid references responsibility.account,
        at timestamptz not null default now()
      );

      create table integration.attendance (
        session_id uuid not null references integration.session on delete cascade,
        enrollment_id uuid not null references integration.enrollment on delete cascade,
        state text not null check (state in ('present', 'late', 'absent', 'leave')),
        method text not null check (method in ('qr', 'manual', 'import', 'leave')),
        checked_in_at timestamptz,
        checked_out_at timestamptz,
        account_id uuid,
        recorded_at timestamptz not null default now(),
        primary key (session_id, enrollment_id)
      );
      create index attendance_enrollment on integration.attendance (enrollment_id);

      create table integration.leave (
        id uuid primary key default uuidv7(),
        enrollment_id uuid not null references integration.enrollment,
        starts_at timestamptz not null,
        ends_at timestamptz not null check (ends_at > starts_at),
        hours numeric(5, 1) not null check (hours >= 0),
        reason text not null,
        state text not null default 'requested'
          check (state in ('requested', 'approved', 'refused', 'withdrawn', 'returned')),
        decided_by uuid references responsibility.account,
        decided_at timestamptz,
        returned_at timestamptz,
        created_at timestamptz not null default now(),
        exclude using gist (enrollment_id with =, tstzrange(starts_at, ends_at) with &&)
          where (state in ('requested', 'approved'))
      );

      create table integration.completion (
        enrollment_id uuid primary key references integration.enrollment,
        decision text not null check (decision in ('completed', 'refused')),
        hours numeric(6, 1) not null check (hours >= 0),
        grounds jsonb not null,
        decided_by uuid references responsibility.account,
        decided_at timestamptz not null default now()
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema integration cascade');
  }
}
