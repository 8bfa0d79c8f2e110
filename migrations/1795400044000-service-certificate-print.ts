import { MigrationInterface, QueryRunner } from 'typeorm';

/** One document of a whole class for the printer, by the order of its pages. */
export class ServiceCertificatePrint1795400044000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table service.certificate_print (
        class_id uuid not null references integration.class on delete cascade,
        page_order text not null check (page_order in ('seat', 'roster')),
        file_sha256 text not null references foundation.stored_file,
        pages integer not null check (pages > 0),
        made_at timestamptz not null default now(),
        primary key (class_id, page_order)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table service.certificate_print');
  }
}
