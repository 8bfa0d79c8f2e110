import { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The audit log becomes append-only in the database, and its seals stand in a table of their own: sealing then never
 * touches an entry, and appending keeps no index of what is unsealed.
 */
export class FoundationAuditChain1795400041000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index foundation.audit_entry_unsealed;
      alter table foundation.audit_entry drop column previous_hash, drop column hash;

      -- One link of the chain: all entries after the link before it, up to last_id. It keeps every entry's id and
      -- digest, so that a break can be laid at one entry, and 40 bytes an entry are enough.
      create table foundation.audit_seal (
        number bigint primary key check (number > 0),
        last_id bigint not null unique,
        ids bigint[] not null check (cardinality(ids) > 0),
        digests bytea not null check (octet_length(digests) = 32 * cardinality(ids)),
        previous bytea check ((number = 1) = (previous is null)),
        hash bytea not null check (octet_length(hash) = 32),
        sealed_at timestamptz not null
      );
      alter table foundation.audit_seal alter column digests set storage external;

      create function foundation.refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception '% of %.% is refused: it is append-only', tg_op, tg_table_schema, tg_table_name
          using errcode = 'insufficient_privilege';
      end $$;
      create trigger audit_entry_append_only before update or delete or truncate on foundation.audit_entry
        for each statement execute function foundation.refuse_change();
      create trigger audit_seal_append_only before update or delete or truncate on foundation.audit_seal
        for each statement execute function foundation.refuse_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger audit_entry_append_only on foundation.audit_entry;
      drop table foundation.audit_seal;
      drop function foundation.refuse_change();
      alter table foundation.audit_entry add column previous_hash bytea, add column hash bytea;
      create index audit_entry_unsealed on foundation.audit_entry (id) where hash is null;
    `);
  }
}
