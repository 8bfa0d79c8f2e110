import { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The register as its services use it: a byte-wise pinyin order on any database, the division that follows a posting,
 * corrections of the ledger, and imports whose rows are staged in typed columns.
 */
export class TargetingRegister1795400023000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table targeting.trainee alter column pinyin_key type text collate "C";
      comment on column targeting.trainee.pinyin_initials is
        'words under which the name is found in pinyin, each between blanks: initials, then the whole spelling';

      -- Where a person works and is counted on a day: the posting village while posted, else the managing division.
      create function targeting.division_on(person uuid, managing uuid, day date) returns uuid
      language sql stable parallel safe as $$
        select coalesce((select posting.division_id from targeting.posting posting
          where posting.trainee_id = person and posting.starts_on <= day
            and (posting.ends_on is null or posting.ends_on >= day)), managing)
      $$;
      create index posting_starts on targeting.posting (starts_on);
      create index posting_ends on targeting.posting (ends_on);

      alter table targeting.ledger_entry
        add constraint ledger_entry_year check (year between 2000 and 2200),
        add constraint ledger_entry_hours check (hours >= 0);

      drop table targeting.trainee_import_row;
      alter table targeting.trainee_import
        drop column rows_total, drop column rows_good, drop column rows_bad,
        drop column rows_new, drop column rows_changed,
        alter column file_sha256 drop not null,
        add column rows_read integer not null default 0,
        add column last_row integer not null default 0,
        add column rows_new integer not null default 0,
        add column rows_changed integer not null default 0,
        add column rows_unchanged integer not null default 0,
        add column rows_bad integer not null default 0,
        add column header jsonb,
        add column checked_at timestamptz;
      create index trainee_import_division on targeting.trainee_import (division_id, id desc);

      -- trainee_id is the person's future id until the check finds the row's citizen ID in the register.
      create table targeting.trainee_import_row (
        import_id uuid not null references targeting.trainee_import on delete cascade,
        row_number integer not null check (row_number > 0),
        state text not null check (state in ('new', 'changed', 'unchanged', 'bad')),
        errors jsonb,
        trainee_id uuid default uuidv7(),
        name text,
        pinyin_key text collate "C",
        pinyin_initials text,
        sex text,
        birth_date date,
        ethnicity text,
        political_status text,
        education text,
        citizen_id_sealed text,
        citizen_id_hash bytea,
        citizen_id_last_four text,
        phone text,
        category targeting.trainee_category,
        level targeting.cadre_level,
        organization_id uuid,
        organization_name text,
        post text,
        managing_division_id uuid,
        posting_division_id uuid,
        posting_starts_on date,
        posting_ends_on date,
        primary key (import_id, row_number),
        check ((state = 'bad') = (errors is not null)),
        check (state = 'bad' or (name is not null and citizen_id_hash is not null
          and managing_division_id is not null and category is not null and level is not null))
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table targeting.trainee_import_row;
      drop index targeting.trainee_import_division;
      delete from targeting.trainee_import where file_sha256 is null;
      alter table targeting.trainee_import
        drop column rows_read, drop column last_row, drop column rows_new, drop column rows_changed,
        alter column file_sha256 set not null,
        drop column rows_unchanged, drop column rows_bad, drop column header, drop column checked_at,
        add column rows_total integer not null default 0,
        add column rows_good integer not null default 0,
        add column rows_bad integer not null default 0,
        add column rows_new integer not null default 0,
        add column rows_changed integer not null default 0;
      create table targeting.trainee_import_row (
        import_id uuid not null references targeting.trainee_import on delete cascade,
        row_number integer not null,
        draft jsonb,
        errors jsonb,
        citizen_id_hash bytea,
        state text not null default 'good' check (state in ('good', 'bad', 'merged')),
        primary key (import_id, row_number)
      );
      alter table targeting.ledger_entry
        drop constraint ledger_entry_year, drop constraint ledger_entry_hours;
      drop index targeting.posting_starts;
      drop index targeting.posting_ends;
      drop function targeting.division_on;
      comment on column targeting.trainee.pinyin_initials is null;
      alter table targeting.trainee alter column pinyin_key type text collate "default";
    `);
  }
}
