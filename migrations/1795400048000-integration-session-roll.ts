import { MigrationInterface, QueryRunner } from 'typeorm';

/** A session that people stand in the roll of cannot go: deleting it took the roll along. */
export class IntegrationSessionRoll1795400048000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table integration.attendance
        drop constraint attendance_session_id_fkey,
        add constraint attendance_session_id_fkey
          foreign key (session_id) references integration.session on delete restrict;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table integration.attendance
        drop constraint attendance_session_id_fkey,
        add constraint attendance_session_id_fkey
          foreign key (session_id) references integration.session on delete cascade;
    `);
  }
}
