import { MigrationInterface, QueryRunner } from 'typeorm';

/** The ground every wing stands on: audit, messages, stored files, job runs, idempotency and number series. */
export class FoundationGround1795400001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema if not exists foundation;
      create extension if not exists btree_gist;
      create extension if not exists pg_trgm;

      create table foundation.audit_entry (
        id bigint generated always as identity primary key,
        at timestamptz not null default now(),
        account_id uuid,
        role text,
        division_id uuid,
        action text not null,
        subject_type text not null,
        subject_id text,
        before jsonb,
        after jsonb,
        address inet,
        previous_hash bytea,
        hash bytea
      );
      create index audit_entry_subject on foundation.audit_entry (subject_type, subject_id, id);
      create index audit_entry_account on foundation.audit_entry (account_id, id);
      create index audit_entry_unsealed on foundation.audit_entry (id) where hash is null;

      create table foundation.message (
        id uuid primary key default uuidv7(),
        channel text not null check (channel in ('inApp', 'email', 'sms')),
        account_id uuid,
        address text,
        template text not null,
        params jsonb not null default '{}',
        language text not null default 'zh-CN',
        link text,
        dedupe_key text,
        state text not null default 'due' check (state in ('due', 'sending', 'sent', 'failed', 'cancelled')),
        due_at timestamptz not null default now(),
        attempts smallint not null default 0,
        error text,
        sent_at timestamptz,
        read_at timestamptz,
        created_at timestamptz not null default now(),
        check (channel = 'inApp' or address is not null),
        check (channel <> 'inApp' or account_id is not null)
      );
      create unique index message_once on foundation.message (channel, dedupe_key) where dedupe_key is not null;
      create index message_inbox on foundation.message (account_id, id desc) where channel = 'inApp';
      create index message_unread on foundation.message (account_id) where channel = 'inApp' and read_at is null;
      create index message_due on foundation.message (due_at) where state in ('due', 'sending');

      create table foundation.stored_file (
        sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
        bytes bigint not null check (bytes >= 0),
        media_type text not null,
        stored_at timestamptz not null default now()
      );

      create table foundation.job_run (
        id uuid primary key default uuidv7(),
        name text not null,
        job_key text not null,
        title_key text not null,
        title_params jsonb not null default '{}',
        account_id uuid,
        division_id uuid,
        payload jsonb not null default '{}',
        state text not null default 'queued' check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
        done bigint not null default 0,
        total bigint,
        result jsonb,
        error jsonb,
        cancel_requested boolean not null default false,
        attempt smallint not null default 0,
        queued_at timestamptz not null default now(),
        started_at timestamptz,
        beat_at timestamptz,
        finished_at timestamptz
      );
      create unique index job_run_alive on foundation.job_run (job_key) where state in ('queued', 'running');
      create index job_run_account on foundation.job_run (account_id, id desc);
      create index job_run_state on foundation.job_run (state, id desc);

      create table foundation.idempotency_key (
        account_id uuid not null,
        key text not null check (length(key) between 1 and 200),
        route text not null,
        request_hash text not null,
        status smallint,
        response jsonb,
        created_at timestamptz not null default now(),
        primary key (account_id, key)
      );
      create index idempotency_key_age on foundation.idempotency_key using brin (created_at);

      create table foundation.number_series (
        name text not null,
        year smallint not null,
        last integer not null default 0 check (last >= 0),
        primary key (name, year)
      );

      create table foundation.setting (
        name text primary key,
        value jsonb not null,
        changed_at timestamptz not null default now()
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema foundation cascade');
  }
}
