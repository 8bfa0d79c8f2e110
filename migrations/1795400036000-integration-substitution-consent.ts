import { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Nobody but the organizer changes a confirmed name: the seat function itself refuses, whatever path calls it. Requests
 * can be taken back, a refusal says why, and a class twice called up by substitution keeps its reason.
 */
export class IntegrationSubstitutionConsent1795400036000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table integration.substitution_request
        drop constraint substitution_request_state_check,
        add constraint substitution_request_state_check
          check (state in ('requested', 'approved', 'refused', 'withdrawn')),
        add constraint substitution_request_answer_check check (state <> 'refused' or answer is not null),
        add column override_reason text check (length(override_reason) between 2 and 300);
    `);
    await runner.query(substituteWithConsent);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      delete from integration.substitution_request where state = 'withdrawn';
      alter table integration.substitution_request
        drop column override_reason,
        drop constraint substitution_request_answer_check,
        drop constraint substitution_request_state_check,
        add constraint substitution_request_state_check check (state in ('requested', 'approved', 'refused'));
    `);
    await runner.query(substituteFreely);
  }
}

const substituteWithConsent = `
  create or replace function integration.substitute_trainee(
    p_out uuid, p_in_trainee uuid, p_in uuid, p_now timestamptz,
    p_account uuid, p_role text, p_division uuid, p_address inet, p_reason text
  ) returns text language plpgsql
  set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
  declare
    leaving integration.enrollment;
    coming targeting.trainee;
    rule jsonb;
  begin
    perform integration.lock_seats(array(select e.class_id from integration.enrollment e where e.id = p_out));
    select e.* into leaving from integration.enrollment e where e.id = p_out for update;
    select t.* into coming from targeting.trainee t where t.id = p_in_trainee and t.state = 'active';
    if leaving.id is null or coming.id is null then return 'enrollment.unknown'; end if;
    if leaving.state not in ('pending', 'confirmed') then return 'enrollment.wrongState'; end if;
    -- A confirmed person's place is the organizer's to give; the system (no account) acts for it.
    if leaving.state = 'confirmed' and p_account is not null and not exists (
      select from integration.class c join responsibility.division owner on owner.id = c.division_id
      where c.id = leaving.class_id and p_role = 'coordinator' and p_division in
        (owner.province_id, owner.city_id, owner.county_id, owner.township_id, owner.village_id)) then
      return 'enrollment.consentNeeded';
    end if;
    if exists (select from integration.enrollment e where e.class_id = leaving.class_id
                 and e.trainee_id = p_in_trainee and e.state <> 'cancelled') then
      return 'enrollment.already';
    end if;
    select a.rule into rule from integration.class c join targeting.audience a on a.id = c.audience_id
      where c.id = leaving.class_id;
    if not (select targeting.audience_holds(rule, coming, d) from responsibility.division d
            where d.id = coming.division_id) then
      return 'enrollment.outsideAudience';
    end if;
    update integration.seat s set last_number = s.last_number + 1 where s.class_id = leaving.class_id;
    update integration.enrollment e set state = 'cancelled' where e.id = p_out;
    insert into integration.enrollment (id, class_id, trainee_id, number, state, source, allocation_id, recipient_id,
      division_id, level, category, year, seat_order, account_id, enrolled_at)
    select p_in, leaving.class_id, coming.id, s.last_number, leaving.state, leaving.source, leaving.allocation_id,
      leaving.recipient_id, coming.division_id, coming.level, coming.category, leaving.year, leaving.seat_order,
      p_account, p_now
    from integration.seat s where s.class_id = leaving.class_id;
    insert into integration.enrollment_step (enrollment_id, verb, from_state, to_state, account_id, reason)
      values (p_out, 'substitute', leaving.state, 'cancelled', p_account, p_reason);
    insert into integration.substitution (out_enrollment_id, in_enrollment_id, reason, account_id)
      values (p_out, p_in, p_reason, p_account);
    insert into foundation.audit_entry
      (account_id, role, division_id, action, subject_type, subject_id, before, after, address)
      values (p_account, p_role, p_division, 'enrollment.substitute', 'enrollment', p_in::text,
        jsonb_build_object('enrollmentId', p_out, 'traineeId', leaving.trainee_id),
        jsonb_build_object('enrollmentId', p_in, 'traineeId', coming.id), p_address);
    return null;
  end $$;
`;

const substituteFreely = `
  create or replace function integration.substitute_trainee(
    p_out uuid, p_in_trainee uuid, p_in uuid, p_now timestamptz,
    p_account uuid, p_role text, p_division uuid, p_address inet, p_reason text
  ) returns text language plpgsql
  set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
  declare
    leaving integration.enrollment;
    coming targeting.trainee;
    rule jsonb;
  begin
    perform integration.lock_seats(array(select e.class_id from integration.enrollment e where e.id = p_out));
    select e.* into leaving from integration.enrollment e where e.id = p_out for update;
    select t.* into coming from targeting.trainee t where t.id = p_in_trainee and t.state = 'active';
    if leaving.id is null or coming.id is null then return 'enrollment.unknown'; end if;
    if leaving.state not in ('pending', 'confirmed') then return 'enrollment.wrongState'; end if;
    if exists (select from integration.enrollment e where e.class_id = leaving.class_id
                 and e.trainee_id = p_in_trainee and e.state <> 'cancelled') then
      return 'enrollment.already';
    end if;
    select a.rule into rule from integration.class c join targeting.audience a on a.id = c.audience_id
      where c.id = leaving.class_id;
    if not (select targeting.audience_holds(rule, coming, d) from responsibility.division d
            where d.id = coming.division_id) then
      return 'enrollment.outsideAudience';
    end if;
    update integration.seat s set last_number = s.last_number + 1 where s.class_id = leaving.class_id;
    update integration.enrollment e set state = 'cancelled' where e.id = p_out;
    insert into integration.enrollment (id, class_id, trainee_id, number, state, source, allocation_id, recipient_id,
      division_id, level, category, year, seat_order, account_id, enrolled_at)
    select p_in, leaving.class_id, coming.id, s.last_number, leaving.state, leaving.source, leaving.allocation_id,
      leaving.recipient_id, coming.division_id, coming.level, coming.category, leaving.year, leaving.seat_order,
      p_account, p_now
    from integration.seat s where s.class_id = leaving.class_id;
    insert into integration.enrollment_step (enrollment_id, verb, from_state, to_state, account_id, reason)
      values (p_out, 'substitute', leaving.state, 'cancelled', p_account, p_reason);
    insert into integration.substitution (out_enrollment_id, in_enrollment_id, reason, account_id)
      values (p_out, p_in, p_reason, p_account);
    insert into foundation.audit_entry
      (account_id, role, division_id, action, subject_type, subject_id, before, after, address)
      values (p_account, p_role, p_division, 'enrollment.substitute', 'enrollment', p_in::text,
        jsonb_build_object('enrollmentId', p_out, 'traineeId', leaving.trainee_id),
        jsonb_build_object('enrollmentId', p_in, 'traineeId', coming.id), p_address);
    return null;
  end $$;
`;
