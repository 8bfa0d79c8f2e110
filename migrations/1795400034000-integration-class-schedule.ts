import { MigrationInterface, QueryRunner } from 'typeorm';

/** What a class has announced, so that an announcement is made once per due time; who changed a class last. */
export class IntegrationClassSchedule1795400034000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table integration.class add column changed_by uuid;
      create index class_starts on integration.class (starts_on desc, id desc);
      create index class_head on integration.class (head_account_id) where head_account_id is not null;

      -- due_at is part of the key: a window that is moved is announced again.
      create table integration.class_announcement (
        class_id uuid not null references integration.class on delete cascade,
        kind text not null check (kind in ('open', 'close', 'remind', 'minimum')),
        due_at timestamptz not null,
        made_at timestamptz not null default now(),
        primary key (class_id, kind, due_at)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table integration.class_announcement;
      drop index integration.class_head;
      drop index integration.class_starts;
      alter table integration.class drop column changed_by;
    `);
  }
}
