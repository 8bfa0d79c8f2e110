import { MigrationInterface, QueryRunner } from 'typeorm';

/** What a running job is doing, in words, beside how far it is. */
export class FoundationJobPhase1795400034500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table foundation.job_run add column phase_key text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table foundation.job_run drop column phase_key');
  }
}
