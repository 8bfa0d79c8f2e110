import { MigrationInterface, QueryRunner } from 'typeorm';

/** People who look a certificate up by hand know the digits at the end of its register number. */
export class ServiceCertificateSearch1795400045000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'create index certificate_sequence on service.certificate (right(register_number, 7))',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index service.certificate_sequence');
  }
}
