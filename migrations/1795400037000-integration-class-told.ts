import { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the people of a class were last told of its time and place, so that a change is told once, when whoever makes
 * it has finished: `seen` is what stood there at the last look.
 */
export class IntegrationClassTold1795400037000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table integration.class_told (
        class_id uuid primary key references integration.class on delete cascade,
        told text not null,
        seen text not null,
        seen_at timestamptz not null
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table integration.class_told;');
  }
}
