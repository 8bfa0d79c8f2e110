import { MigrationInterface, QueryRunner } from 'typeorm';

/** Divisions, organizations, accounts, places, quota trees and class applications. */
export class ResponsibilityGround1795400002000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema responsibility;

      -- level is the level on the management tree; a city-level county fills city_id and county_id with itself.
      create table responsibility.division (
        id uuid primary key default uuidv7(),
        code text not null check (code ~ '^[0-9]{12}$'),
        name text not null check (length(name) between 1 and 100),
        short_name text not null,
        level smallint not null check (level between 1 and 5),
        parent_id uuid references responsibility.division,
        province_id uuid not null references responsibility.division deferrable initially deferred,
        city_id uuid references responsibility.division deferrable initially deferred,
        county_id uuid references responsibility.division deferrable initially deferred,
        township_id uuid references responsibility.division deferrable initially deferred,
        village_id uuid references responsibility.division deferrable initially deferred,
        local_code boolean not null default false,
        urban boolean not null default false,
        longitude numeric(8, 4),
        latitude numeric(7, 4),
        valid_from date not null,
        valid_to date,
        predecessor_id uuid references responsibility.division,
        check (valid_to is null or valid_to > valid_from),
        check ((level = 1) = (parent_id is null)),
        exclude using gist (code with =, daterange(valid_from, valid_to) with &&)
      );
      create index division_code on responsibility.division (code);
      create index division_parent on responsibility.division (parent_id, code);
      create index division_city on responsibility.division (city_id);
      create index division_county on responsibility.division (county_id);
      create index division_township on responsibility.division (township_id);
      create index division_name on responsibility.division using gin (name gin_trgm_ops);

      create table responsibility.organization (
        id uuid primary key default uuidv7(),
        name text not null check (length(name) between 2 and 100),
        short_name text,
        kind text not null check (kind in ('organizationDepartment', 'revitalisationBureau', 'partySchool',
          'trainingInstitution', 'businessDepartment', 'government', 'villageOrganization', 'enterprise', 'other')),
        division_id uuid not null references responsibility.division,
        contact_name text,
        contact_phone text,
        valid_from date not null default '2015-01-01',
        valid_to date,
        successor_id uuid references responsibility.organization,
        check (valid_to is null or valid_to > valid_from),
        exclude using gist (division_id with =, name with =, daterange(valid_from, valid_to) with &&)
      );
      create index organization_division on responsibility.organization (division_id);
      create index organization_name on responsibility.organization using gin (name gin_trgm_ops);

      create table responsibility.account (
        id uuid primary key default uuidv7(),
        username text unique check (username = lower(username) and length(username) between 2 and 64),
        name text not null check (length(name) between 1 and 100),
        phone text unique check (phone ~ '^1[3-9][0-9]{9}$'),
        email text,
        password_hash text,
        must_change_password boolean not null default false,
        language text not null default 'zh-CN' check (language in ('zh-CN', 'en')),
        state text not null default 'active' check (state in ('active', 'disabled')),
        failed_attempts smallint not null default 0,
        locked_until timestamptz,
        created_at timestamptz not null default now()
      );

      -- trainee_id gets its foreign key from the targeting wing.
      create table responsibility.assignment (
        id uuid primary key default uuidv7(),
        account_id uuid not null references responsibility.account,
        role text not null check (role in ('administrator', 'coordinator', 'host', 'classHead', 'unitContact',
          'trainee', 'instructor', 'supervisor')),
        division_id uuid references responsibility.division,
        organization_id uuid references responsibility.organization,
        trainee_id uuid,
        valid_from date not null default ((now() at time zone 'Asia/Shanghai')::date),
        valid_to date,
        check (valid_to is null or valid_to >= valid_from),
        check (role not in ('coordinator', 'supervisor') or division_id is not null),
        check (role not in ('host', 'unitContact') or organization_id is not null),
        check (role <> 'trainee' or trainee_id is not null)
      );
      create index assignment_account on responsibility.assignment (account_id);
      create index assignment_organization on responsibility.assignment (organization_id, role);
      create unique index assignment_trainee on responsibility.assignment (trainee_id) where role = 'trainee';

      create table responsibility.sign_in (
        id uuid primary key default uuidv7(),
        token_hash bytea not null unique,
        account_id uuid not null references responsibility.account,
        assignment_id uuid references responsibility.assignment,
        kind text not null check (kind in ('browser', 'ownDevice', 'token')),
        device text,
        created_at timestamptz not null default now(),
        last_seen_at timestamptz not null default now(),
        expires_at timestamptz not null,
        ended_at timestamptz
      );
      create index sign_in_account on responsibility.sign_in (account_id) where ended_at is null;

      create table responsibility.sign_in_code (
        id uuid primary key default uuidv7(),
        purpose text not null check (purpose in ('sms', 'slip')),
        account_id uuid not null references responsibility.account,
        code_hash text not null,
        issued_by uuid references responsibility.account,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        attempts smallint not null default 0,
        used_at timestamptz
      );
      create index sign_in_code_account on responsibility.sign_in_code (account_id, purpose) where used_at is null;

      create table responsibility.place (
        id uuid primary key default uuidv7(),
        name text not null check (length(name) between 1 and 100),
        kind text not null check (kind in ('hall', 'classroom', 'base', 'online', 'other')),
        division_id uuid not null references responsibility.division,
        organization_id uuid references responsibility.organization,
        address text,
        capacity integer check (capacity > 0),
        valid_from date not null default '2015-01-01',
        valid_to date
      );
      create index place_division on responsibility.place (division_id);

      -- One kind of tree: the parent row stores what it has handed down and what seats hold of it.
      create table responsibility.quota (
        id uuid primary key default uuidv7(),
        purpose text not null check (purpose in ('plan', 'class')),
        created_at timestamptz not null default now()
      );
      create table responsibility.allocation (
        id uuid primary key default uuidv7(),
        quota_id uuid not null references responsibility.quota on delete cascade,
        parent_id uuid references responsibility.allocation on delete cascade,
        division_id uuid references responsibility.division,
        organization_id uuid references responsibility.organization,
        amount integer not null check (amount >= 0),
        allocated integer not null default 0 check (allocated >= 0),
        held integer not null default 0 check (held >= 0),
        check (allocated + held <= amount)
      ) with (fillfactor = 70);
      create unique index allocation_root on responsibility.allocation (quota_id) where parent_id is null;
      create unique index allocation_once on responsibility.allocation
        (quota_id, division_id, organization_id) nulls not distinct where parent_id is not null;
      create index allocation_parent on responsibility.allocation (parent_id);

      create table responsibility.application (
        id uuid primary key default uuidv7(),
        title text not null,
        division_id uuid not null references responsibility.division,
        lead_organization_id uuid references responsibility.organization,
        host_organization_id uuid references responsibility.organization,
        starts_on date not null,
        ends_on date not null check (ends_on >= starts_on),
        persons integer not null check (persons > 0),
        hours numeric(6, 1) not null check (hours > 0),
        state text not null default 'submitted' check (state in ('submitted', 'approved', 'returned', 'withdrawn')),
        approval_no text unique,
        check ((state = 'approved') = (approval_no is not null)),
        created_at timestamptz not null default now()
      );
      create index application_division on responsibility.application (division_id, state);
      create table responsibility.application_step (
        id uuid primary key default uuidv7(),
        application_id uuid not null references responsibility.application on delete cascade,
        verb text not null,
        account_id uuid references responsibility.account,
        comment text,
        at timestamptz not null default now()
      );
      create index application_step_application on responsibility.application_step (application_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema responsibility cascade');
  }
}
