import { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Uploaded files are sealed from now on. Those of before lie in clear: no import refers to them any longer, so that the
 * sweep removes them. What was being checked has to be uploaded again.
 */
export class TargetingImportSealed1795400034600 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      update targeting.trainee_import
      set state = 'failed', error = '{"code": "trainee.import.problem.forgotten", "params": {}}'
      where state in ('uploaded', 'checking');
      update targeting.trainee_import set file_sha256 = null where file_sha256 is not null;
    `);
  }

  async down(): Promise<void> {
    // Nothing to take back: the files are gone.
  }
}
