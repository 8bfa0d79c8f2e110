import { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Sign-in attempts are counted by a hash of who tries, known or not, so a lock-out tells nobody whether an account
 * exists. Codes belong to a phone before they belong to an account. An assignment's `valid_to` is the first day on
 * which it no longer holds, so a role can be taken away at once.
 */
export class ResponsibilityAccount1795400012000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table responsibility.sign_in_attempt (
        key bytea primary key check (length(key) = 32),
        failures integer not null check (failures >= 0),
        locked_until timestamptz,
        changed_at timestamptz not null
      );
      create index sign_in_attempt_age on responsibility.sign_in_attempt (changed_at);

      alter table responsibility.account
        drop column failed_attempts,
        drop column locked_until,
        add column password_changed_at timestamptz;
      create index account_name on responsibility.account using gin (name gin_trgm_ops);

      alter table responsibility.assignment
        add constraint assignment_once exclude using gist (
          account_id with =, role with =,
          (coalesce(division_id, '00000000-0000-0000-0000-000000000000')) with =,
          (coalesce(organization_id, '00000000-0000-0000-0000-000000000000')) with =,
          (coalesce(trainee_id, '00000000-0000-0000-0000-000000000000')) with =,
          daterange(valid_from, valid_to) with &&);
      create index assignment_division on responsibility.assignment (division_id, role);

      drop index responsibility.sign_in_account;
      create index sign_in_account on responsibility.sign_in (account_id, created_at desc);
      alter table responsibility.sign_in add check (length(token_hash) = 32);

      alter table responsibility.sign_in_code
        alter column account_id drop not null,
        add column phone text check (phone ~ '^1[3-9][0-9]{9}$'),
        drop constraint sign_in_code_purpose_check,
        add check (purpose in ('sms', 'binding', 'slip')),
        add check ((purpose in ('sms', 'binding')) = (phone is not null)),
        add check (purpose = 'sms' or account_id is not null);
      create index sign_in_code_phone on responsibility.sign_in_code (phone, purpose, created_at desc);
      create unique index sign_in_code_slip on responsibility.sign_in_code (code_hash) where purpose = 'slip';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index responsibility.sign_in_code_slip;
      drop index responsibility.sign_in_code_phone;
      delete from responsibility.sign_in_code where purpose <> 'slip';
      alter table responsibility.sign_in_code
        drop constraint sign_in_code_purpose_check,
        drop column phone,
        alter column account_id set not null,
        add constraint sign_in_code_purpose_check check (purpose in ('sms', 'slip'));
      alter table responsibility.sign_in drop constraint sign_in_token_hash_check;
      drop index responsibility.sign_in_account;
      create index sign_in_account on responsibility.sign_in (account_id) where ended_at is null;
      drop index responsibility.assignment_division;
      alter table responsibility.assignment drop constraint assignment_once;
      drop index responsibility.account_name;
      alter table responsibility.account
        drop column password_changed_at,
        add column failed_attempts smallint not null default 0,
        add column locked_until timestamptz;
      drop table responsibility.sign_in_attempt;
    `);
  }
}
