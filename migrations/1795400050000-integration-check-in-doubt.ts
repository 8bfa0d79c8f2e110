import { MigrationInterface, QueryRunner } from 'typeorm';

/** What makes a check-in doubtful, and the spot checks that settle it. */
export class IntegrationCheckInDoubt1795400050000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- A hash of browser and session: tells two people on one phone, follows nobody from session to session.
      alter table integration.attendance add column device bytea check (length(device) = 32);

      -- People who tried a code of the session that had long run out.
      create table integration.old_code (
        session_id uuid not null references integration.session on delete cascade,
        enrollment_id uuid not null references integration.enrollment on delete cascade,
        tried_at timestamptz not null,
        primary key (session_id, enrollment_id)
      );
      create index old_code_enrollment on integration.old_code (enrollment_id);

      create table integration.spot_check (
        session_id uuid not null,
        enrollment_id uuid not null,
        drawn_at timestamptz not null,
        drawn_by uuid references responsibility.account on delete set null,
        seen boolean,
        judged_at timestamptz,
        judged_by uuid references responsibility.account on delete set null,
        primary key (session_id, enrollment_id),
        foreign key (session_id, enrollment_id) references integration.attendance on delete cascade,
        check ((seen is null) = (judged_at is null))
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table integration.spot_check;
      drop table integration.old_code;
      alter table integration.attendance drop column device;
    `);
  }
}
