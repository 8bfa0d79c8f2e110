import { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a call-up grows by in use: what each unit was called for beside what is left of it, every step with its
 * person, reasons for calling somebody twice, substitutions that wait for the coordinator. The amount is guarded once
 * more by a trigger, because a seat can also be restored or substituted.
 */
export class IntegrationCallUp1795400024000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table integration.call_up
        add column created_at timestamptz not null default now(),
        add column created_by uuid references responsibility.account,
        add column closed_at timestamptz;
      create index call_up_deadline on integration.call_up (deadline) where state = 'issued';

      -- called is what the notice says; amount what is left of it once unused places were released.
      alter table integration.call_up_recipient
        drop constraint call_up_recipient_amount_check,
        add column called integer,
        add column position smallint not null default 0;
      update integration.call_up_recipient set called = amount;
      alter table integration.call_up_recipient
        alter column called set not null,
        add constraint call_up_recipient_called_check check (called > 0),
        add constraint call_up_recipient_amount_check check (amount between 0 and called);

      create table integration.call_up_step (
        id uuid primary key default uuidv7(),
        call_up_id uuid not null references integration.call_up on delete cascade,
        recipient_id uuid references integration.call_up_recipient on delete cascade,
        verb text not null,
        account_id uuid references responsibility.account,
        detail jsonb,
        at timestamptz not null default now()
      );
      create index call_up_step_call_up on integration.call_up_step (call_up_id, id);

      create table integration.duplicate_call_up (
        enrollment_id uuid not null references integration.enrollment on delete cascade,
        other_class_id uuid not null references integration.class,
        reason text not null check (length(reason) between 2 and 300),
        account_id uuid references responsibility.account,
        at timestamptz not null default now(),
        primary key (enrollment_id, other_class_id)
      );

      create table integration.substitution_request (
        id uuid primary key default uuidv7(),
        out_enrollment_id uuid not null references integration.enrollment on delete cascade,
        in_trainee_id uuid not null references targeting.trainee,
        reason text not null check (length(reason) between 2 and 300),
        state text not null default 'requested' check (state in ('requested', 'approved', 'refused')),
        requested_by uuid references responsibility.account,
        requested_at timestamptz not null default now(),
        decided_by uuid references responsibility.account,
        decided_at timestamptz,
        answer text,
        check ((state = 'requested') = (decided_at is null))
      );
      create unique index substitution_request_open on integration.substitution_request (out_enrollment_id)
        where state = 'requested';

      create function integration.keep_call_up_amount() returns trigger language plpgsql as $$
      begin
        if (select count(*) from integration.enrollment e
            where e.recipient_id = new.recipient_id and e.state <> 'cancelled')
          > (select r.amount from integration.call_up_recipient r where r.id = new.recipient_id) then
          raise check_violation using message = 'more names than the call-up asks of ' || new.recipient_id,
            constraint = 'call_up_amount';
        end if;
        return null;
      end $$;
      create trigger call_up_amount_named after insert on integration.enrollment
        for each row when (new.recipient_id is not null and new.state <> 'cancelled')
        execute function integration.keep_call_up_amount();
      create trigger call_up_amount_restored after update of state on integration.enrollment
        for each row when (new.recipient_id is not null and old.state = 'cancelled' and new.state <> 'cancelled')
        execute function integration.keep_call_up_amount();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger call_up_amount_named on integration.enrollment;
      drop trigger call_up_amount_restored on integration.enrollment;
      drop function integration.keep_call_up_amount;
      drop table integration.substitution_request;
      drop table integration.duplicate_call_up;
      drop table integration.call_up_step;
      update integration.call_up_recipient set amount = called;
      alter table integration.call_up_recipient
        drop constraint call_up_recipient_amount_check,
        drop column called,
        drop column position,
        add constraint call_up_recipient_amount_check check (amount > 0);
      drop index integration.call_up_deadline;
      alter table integration.call_up drop column created_at, drop column created_by, drop column closed_at;
    `);
  }
}
