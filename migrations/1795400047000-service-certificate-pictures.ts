import { MigrationInterface, QueryRunner } from 'typeorm';

/** Photos for certificates, seals of issuers, and the name an issuer prints when it isn't the organization's own. */
export class ServiceCertificatePictures1795400047000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table service.certificate_photo (
        trainee_id uuid primary key references targeting.trainee on delete cascade,
        file_sha256 text not null references foundation.stored_file,
        set_by uuid references responsibility.account on delete set null,
        set_at timestamptz not null default now()
      );

      alter table service.certificate_issuer
        add column printed_name text check (length(printed_name) between 2 and 60),
        add column seal_sha256 text references foundation.stored_file,
        drop constraint certificate_issuer_seal_check,
        add constraint certificate_issuer_seal
          check (seal in ('drawn', 'none', 'image') and (seal <> 'image' or seal_sha256 is not null));

      -- Frozen with the certificate, like the photo: a seal that is changed later changes no issued copy.
      alter table service.certificate add column seal_sha256 text references foundation.stored_file;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table service.certificate drop column seal_sha256;
      update service.certificate_issuer set seal = 'none' where seal = 'image';
      alter table service.certificate_issuer
        drop constraint certificate_issuer_seal,
        add constraint certificate_issuer_seal_check check (seal in ('drawn', 'none')),
        drop column seal_sha256,
        drop column printed_name;
      drop table service.certificate_photo;
    `);
  }
}
