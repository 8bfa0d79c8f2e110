import { MigrationInterface, QueryRunner } from 'typeorm';

/** Tokens by which programs act in a role of an account, for named resources and no longer than a year. */
export class ResponsibilityApiToken1795400042000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table responsibility.api_token (
        id uuid primary key default uuidv7(),
        account_id uuid not null references responsibility.account,
        assignment_id uuid not null references responsibility.assignment,
        -- Narrower than the role's division, when it is set.
        division_id uuid references responsibility.division,
        token_hash bytea not null unique check (length(token_hash) = 32),
        name text not null check (length(name) between 1 and 60),
        scopes text[] not null check (cardinality(scopes) > 0),
        requests_per_minute integer not null check (requests_per_minute between 1 and 60000),
        created_at timestamptz not null default now(),
        created_by uuid not null references responsibility.account,
        expires_at timestamptz not null check (expires_at <= created_at + interval '367 days'),
        last_used_at timestamptz,
        revoked_at timestamptz,
        revoked_by uuid references responsibility.account
      );
      create index api_token_account on responsibility.api_token (account_id, id desc);
      create unique index api_token_name on responsibility.api_token (account_id, name) where revoked_at is null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table responsibility.api_token');
  }
}
