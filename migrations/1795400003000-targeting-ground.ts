import { MigrationInterface, QueryRunner } from 'typeorm';

/** The trainee register with postings, the hours ledger, audiences and register imports. */
export class TargetingGround1795400003000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema targeting;

      create type targeting.cadre_level as enum
        ('provincialDepartment', 'countyDivision', 'townshipSection', 'staff', 'villageCadre');
      create type targeting.trainee_category as enum
        ('firstSecretary', 'workTeamMember', 'villageSecretary', 'villageOfficial', 'townshipOfficial',
         'countyOfficial', 'deputyCountyHead', 'graduateOfficial', 'selectedGraduate', 'businessOfficial', 'other');

      -- managing_division_id owns the person; division_id is where the person works and is counted
      -- (the posting village while posted). Both sides see the row; each view counts it once.
      create table targeting.trainee (
        id uuid primary key default uuidv7(),
        name text not null check (length(name) between 1 and 60),
        pinyin_key text not null,
        pinyin_initials text not null,
        sex text check (sex in ('male', 'female')),
        birth_date date,
        ethnicity text,
        political_status text,
        education text,
        citizen_id_sealed text not null,
        citizen_id_hash bytea not null unique,
        citizen_id_last_four text not null check (length(citizen_id_last_four) = 4),
        phone text check (phone ~ '^1[3-9][0-9]{9}$'),
        category targeting.trainee_category not null,
        level targeting.cadre_level not null,
        organization_id uuid references responsibility.organization,
        organization_name text,
        post text,
        managing_division_id uuid not null references responsibility.division,
        division_id uuid not null references responsibility.division,
        state text not null default 'active' check (state in ('active', 'left')),
        version integer not null default 1,
        created_at timestamptz not null default now(),
        changed_at timestamptz not null default now()
      );
      create index trainee_division on targeting.trainee (division_id);
      create index trainee_managing_division on targeting.trainee (managing_division_id);
      create index trainee_organization on targeting.trainee (organization_id);
      create index trainee_name on targeting.trainee using gin (name gin_trgm_ops);
      create index trainee_initials on targeting.trainee using gin (pinyin_initials gin_trgm_ops);
      create index trainee_last_four on targeting.trainee (citizen_id_last_four);
      create index trainee_phone on targeting.trainee (phone);
      create index trainee_order on targeting.trainee (pinyin_key, id);

      create table targeting.posting (
        id uuid primary key default uuidv7(),
        trainee_id uuid not null references targeting.trainee on delete cascade,
        division_id uuid not null references responsibility.division,
        sending_organization_id uuid references responsibility.organization,
        sending_organization_name text,
        starts_on date not null,
        ends_on date,
        check (ends_on is null or ends_on >= starts_on),
        exclude using gist (trainee_id with =, daterange(starts_on, ends_on, '[]') with &&)
      );
      create index posting_division on targeting.posting (division_id);

      alter table responsibility.assignment
        add constraint assignment_trainee_fk foreign key (trainee_id) references targeting.trainee;

      create table targeting.ledger_entry (
        id uuid primary key default uuidv7(),
        trainee_id uuid not null references targeting.trainee,
        year smallint not null,
        kind text not null check (kind in ('concentrated', 'online', 'recognised')),
        hours numeric(6, 1) not null,
        title text not null,
        source_type text not null,
        source_id uuid not null,
        earned_on date not null,
        recorded_at timestamptz not null default now(),
        unique (source_type, source_id)
      );
      create index ledger_entry_trainee on targeting.ledger_entry (trainee_id, year);

      create table targeting.audience (
        id uuid primary key default uuidv7(),
        rule jsonb not null,
        created_at timestamptz not null default now()
      );

      create table targeting.trainee_import (
        id uuid primary key default uuidv7(),
        file_sha256 text not null references foundation.stored_file,
        file_name text not null,
        account_id uuid not null references responsibility.account,
        division_id uuid not null references responsibility.division,
        state text not null default 'uploaded' check (state in
          ('uploaded', 'checking', 'checked', 'merging', 'merged', 'failed', 'cancelled')),
        rows_total integer not null default 0,
        rows_good integer not null default 0,
        rows_bad integer not null default 0,
        rows_new integer not null default 0,
        rows_changed integer not null default 0,
        job_run_id uuid references foundation.job_run,
        error jsonb,
        created_at timestamptz not null default now(),
        merged_at timestamptz
      );
      create table targeting.trainee_import_row (
        import_id uuid not null references targeting.trainee_import on delete cascade,
        row_number integer not null,
        draft jsonb,
        errors jsonb,
        citizen_id_hash bytea,
        state text not null default 'good' check (state in ('good', 'bad', 'merged')),
        primary key (import_id, row_number)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table responsibility.assignment drop constraint assignment_trainee_fk');
    await runner.query('drop schema targeting cascade');
  }
}
