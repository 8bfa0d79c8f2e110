import { MigrationInterface, QueryRunner } from 'typeorm';

/** Certificates: issued copies with frozen wording, and names that no font can print yet. */
export class ServiceCertificate1795400027000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema if not exists service;

      -- register_number runs in sequence per issuer and year and stands on the sheet; check_code is random and is
      -- what the QR and the public check use. The bytes are rendered once, from the frozen inputs.
      create table service.certificate (
        id uuid primary key default uuidv7(),
        enrollment_id uuid not null references integration.enrollment,
        class_id uuid not null references integration.class,
        trainee_id uuid not null references targeting.trainee,
        division_id uuid not null references responsibility.division,
        year smallint not null,
        register_number text not null unique,
        check_code text not null unique check (check_code ~ '^[0-9A-HJKMNP-TV-Z]{10,16}$'),
        person_name text not null,
        inputs jsonb not null,
        template_version text not null,
        seat_order smallint,
        photo_sha256 text references foundation.stored_file,
        file_sha256 text references foundation.stored_file,
        state text not null default 'issued' check (state in ('issued', 'revoked', 'replaced')),
        replaces_id uuid unique references service.certificate,
        revoked_at timestamptz,
        revoked_reason text,
        issued_on date not null,
        issued_by uuid references responsibility.account,
        issued_at timestamptz not null default now(),
        check ((state = 'revoked') = (revoked_at is not null))
      );
      create unique index certificate_once on service.certificate (enrollment_id) where state = 'issued';
      create index certificate_class on service.certificate (class_id, seat_order);
      create index certificate_trainee on service.certificate (trainee_id, issued_on desc);
      create index certificate_unrendered on service.certificate (class_id) where file_sha256 is null and state = 'issued';

      create table service.certificate_obstacle (
        enrollment_id uuid primary key references integration.enrollment on delete cascade,
        class_id uuid not null references integration.class on delete cascade,
        code text not null,
        params jsonb not null default '{}',
        found_at timestamptz not null default now()
      );
      create index certificate_obstacle_class on service.certificate_obstacle (class_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table service.certificate_obstacle, service.certificate');
  }
}
