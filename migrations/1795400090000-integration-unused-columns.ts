import { MigrationInterface, QueryRunner } from 'typeorm';

/** Columns that nothing wrote or told apart: every call-up is by quota, and nobody checks out of a session. */
export class IntegrationUnusedColumns1795400090000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table integration.call_up drop column kind;
      alter table integration.attendance drop column checked_out_at;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table integration.attendance add column checked_out_at timestamptz;
      alter table integration.call_up
        add column kind text not null default 'quota' check (kind in ('quota', 'named'));
      alter table integration.call_up alter column kind drop default;
    `);
  }
}
