import { MigrationInterface, QueryRunner } from 'typeorm';

/** Who issues under which word (代字) and seal, and which classes issue by themselves to those completed later. */
export class ServiceCertificateIssuer1795400028500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- A division's own line has no organization; a lead organization with a line of its own numbers by that.
      create table service.certificate_issuer (
        id uuid primary key default uuidv7(),
        division_id uuid not null references responsibility.division,
        organization_id uuid references responsibility.organization,
        word text not null unique check (length(word) between 1 and 20),
        seal text not null default 'drawn' check (seal in ('drawn', 'none')),
        unique nulls not distinct (division_id, organization_id)
      );

      create table service.certificate_automation (
        class_id uuid primary key references integration.class on delete cascade,
        asked_by uuid references responsibility.account,
        asked_at timestamptz not null default now()
      );

      -- A video class has more seats than a smallint counts.
      alter table service.certificate alter column seat_order type integer;
      -- Every replacement and revocation says why; the public check shows it.
      alter table service.certificate rename column revoked_reason to ended_reason;
      alter table service.certificate rename column revoked_at to ended_at;
      alter table service.certificate drop constraint certificate_check;
      alter table service.certificate add constraint certificate_ended
        check ((state = 'issued') = (ended_at is null) and (ended_at is null) = (ended_reason is null));

      -- Since when its bytes are wanted ahead of being asked for; a seeded certificate is set when somebody asks.
      alter table service.certificate add column wanted_at timestamptz;
      drop index service.certificate_unrendered;
      create index certificate_unrendered on service.certificate (class_id)
        where file_sha256 is null and state = 'issued' and wanted_at is not null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index service.certificate_unrendered;
      alter table service.certificate drop column wanted_at;
      create index certificate_unrendered on service.certificate (class_id) where file_sha256 is null and state = 'issued';
      alter table service.certificate drop constraint certificate_ended;
      alter table service.certificate rename column ended_at to revoked_at;
      alter table service.certificate rename column ended_reason to revoked_reason;
      update service.certificate set revoked_at = null, revoked_reason = null where state <> 'revoked';
      alter table service.certificate add constraint certificate_check
        check ((state = 'revoked') = (revoked_at is not null));
      alter table service.certificate alter column seat_order type smallint;
      drop table service.certificate_automation, service.certificate_issuer;
    `);
  }
}
