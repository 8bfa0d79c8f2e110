import { MigrationInterface, QueryRunner } from 'typeorm';

/** What the sweeps need to find every due job and message again when the queue has lost it. */
export class FoundationJobs1795400005000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table foundation.job_run
        add column queue text not null,
        add column actor jsonb,
        add column attempts_left smallint not null default 1 check (attempts_left >= 0),
        add column due_at timestamptz not null default now(),
        add column recurring boolean not null default false,
        add constraint job_run_beats check (state <> 'running' or beat_at is not null),
        add constraint job_run_ends
          check ((finished_at is not null) = (state in ('succeeded', 'failed', 'cancelled')));
      create index job_run_queued on foundation.job_run (queue, due_at) where state = 'queued';
      create index job_run_running on foundation.job_run (beat_at) where state = 'running';
      create index job_run_finished on foundation.job_run (finished_at) where finished_at is not null;

      alter table foundation.message
        add column secret boolean not null default false,
        add column tried_at timestamptz;
      create index message_pending_key on foundation.message (dedupe_key text_pattern_ops)
        where state = 'due' and dedupe_key is not null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index foundation.message_pending_key;
      alter table foundation.message drop column secret, drop column tried_at;
      alter table foundation.job_run
        drop constraint job_run_beats,
        drop constraint job_run_ends,
        drop column queue,
        drop column actor,
        drop column attempts_left,
        drop column due_at,
        drop column recurring;
      drop index foundation.job_run_running, foundation.job_run_finished;
    `);
  }
}
