import { MigrationInterface, QueryRunner } from 'typeorm';

/** Counts certificates where they are issued, revoked and replaced, in the same transaction. */
export class ServiceCertificateStatistics1795400028000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create or replace view service.counted_certificate as
      select enrollment_id from service.certificate where state = 'issued';

      create function service.count_certificate_inserts() returns trigger language plpgsql as $$
      begin
        perform service.count_certificates(array_agg(enrollment_id), 1) from new_rows where state = 'issued'
         having count(*) > 0;
        return null;
      end $$;

      create function service.count_certificate_updates() returns trigger language plpgsql as $$
      begin
        perform service.count_certificates(array_agg(enrollment_id), change)
           from (select enrollment_id, sum(sign)::integer as change
                   from (select 1 as sign, enrollment_id from new_rows where state = 'issued'
                         union all select -1, enrollment_id from old_rows where state = 'issued') moved
                  group by enrollment_id having sum(sign) <> 0) changed
          group by change;
        return null;
      end $$;

      create function service.count_certificate_deletes() returns trigger language plpgsql as $$
      begin
        perform service.count_certificates(array_agg(enrollment_id), -1) from old_rows where state = 'issued'
         having count(*) > 0;
        return null;
      end $$;

      create trigger count_inserts after insert on service.certificate
        referencing new table as new_rows for each statement execute function service.count_certificate_inserts();
      create trigger count_updates after update on service.certificate
        referencing old table as old_rows new table as new_rows
        for each statement execute function service.count_certificate_updates();
      create trigger count_deletes after delete on service.certificate
        referencing old table as old_rows for each statement execute function service.count_certificate_deletes();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger count_inserts on service.certificate;
      drop trigger count_updates on service.certificate;
      drop trigger count_deletes on service.certificate;
      drop function service.count_certificate_inserts, service.count_certificate_updates,
        service.count_certificate_deletes;
      create or replace view service.counted_certificate as
      select null::uuid as enrollment_id where false;
    `);
  }
}
