import type { Client } from 'pg';

/**
 * What follows from completed enrollments, written set-based: completion rows, ledger entries, certificates with
 * sequential register numbers and random check codes. Certificates hold no file; it is rendered when asked for.
 */
export async function seedFacts(client: Client, templateVersion: string): Promise<void> {
  await client.query(`
    insert into integration.completion (enrollment_id, decision, hours, grounds, decided_at)
    select enrollment.id, enrollment.state::text, enrollment.hours, '{"seeded": true}', class.ends_on + time '12:00'
    from integration.enrollment enrollment join integration.class class on class.id = enrollment.class_id
    where enrollment.state in ('completed', 'refused') and class.state = 'concluded'
    on conflict do nothing`);
  await client.query(`
    insert into targeting.ledger_entry (trainee_id, year, kind, hours, title, source_type, source_id, earned_on)
    select enrollment.trainee_id, enrollment.year, 'concentrated', enrollment.hours, class.title, 'completion',
           enrollment.id, class.ends_on
    from integration.enrollment enrollment join integration.class class on class.id = enrollment.class_id
    where enrollment.state = 'completed' and class.state = 'concluded'
    on conflict do nothing`);
  await client.query(
    `insert into service.certificate (enrollment_id, class_id, trainee_id, division_id, year, register_number,
       check_code, person_name, inputs, template_version, seat_order, issued_on)
     select enrollment.id, class.id, trainee.id, enrollment.division_id, class.year,
            '陕训结字〔' || class.year || '〕第' || lpad(row_number() over (partition by class.year order by class.ends_on,
              class.code, enrollment.number)::text, 6, '0') || '号',
            upper(encode(substr(uuid_send(gen_random_uuid()), 1, 8), 'hex')), trainee.name,
            jsonb_build_object('className', class.title, 'startsOn', class.starts_on, 'endsOn', class.ends_on,
              'hours', class.hours, 'issuer', lead.name, 'issuedOn', class.ends_on, 'seal', 'drawn'),
            $1, enrollment.seat_order, class.ends_on
     from integration.enrollment enrollment
     join integration.class class on class.id = enrollment.class_id
     join targeting.trainee trainee on trainee.id = enrollment.trainee_id
     left join responsibility.organization lead on lead.id = class.lead_organization_id
     where enrollment.state = 'completed' and class.state = 'concluded'
       and not exists (select from service.certificate present where present.enrollment_id = enrollment.id)`,
    [templateVersion],
  );
  await client.query(
    `insert into foundation.number_series (name, year, last)
     select 'certificate:陕', year, count(*) from service.certificate group by year
     on conflict (name, year) do update set last = greatest(number_series.last, excluded.last)`,
  );
}
