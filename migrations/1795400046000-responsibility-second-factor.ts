import { MigrationInterface, QueryRunner } from 'typeorm';

/** One-time codes of an authenticator beside the password, and recovery codes for whoever loses it. */
export class ResponsibilitySecondFactor1795400046000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table responsibility.second_factor (
        account_id uuid primary key references responsibility.account on delete cascade,
        -- Sealed by the installation's keys.
        secret text not null,
        -- Null while the authenticator hasn't shown a code yet; it isn't asked for before.
        confirmed_at timestamptz,
        -- The time step of the last code taken: no code is taken twice, nor one older than it.
        last_step bigint not null default 0
      );

      create table responsibility.recovery_code (
        account_id uuid not null references responsibility.second_factor on delete cascade,
        -- Keyed by the installation's keys, so the database alone doesn't let codes be tried.
        code_hash bytea not null,
        used_at timestamptz,
        primary key (account_id, code_hash)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table responsibility.recovery_code, responsibility.second_factor');
  }
}
