import { MigrationInterface, QueryRunner } from 'typeorm';

/** Every minute somebody asks who is still undecided in a class that has begun; few rows are, so few are indexed. */
export class IntegrationUndecided1795400049000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create index enrollment_undecided on integration.enrollment (class_id) where state = 'pending'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index integration.enrollment_undecided');
  }
}
