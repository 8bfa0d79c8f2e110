import { CitizenIdVault } from '../../../src/targeting/trainee/citizen-id.vault.js';
import type { TestApp } from '../app.js';
import { citizenIdOf } from '../citizen-id.js';
import { query } from '../postgres-query.js';
import type { TestPerson } from '../sign-in.js';
import { day, moment } from './days.js';

/** Ids and codes of a county's rows, under the word that a path says before a parameter, or the parameter's name. */
export type Rows = Record<string, string>;

/** An id of no row at all. */
export const nobody = '00000000-0000-7000-8000-000000000000';

/** What stands for a row that does not exist, for every kind of row; a village does, as divisions are a directory. */
export function absentRows({ village }: Rows): Rows {
  const codes: Rows = {
    village: village!,
    divisionCode: '610799000000',
    number: '无字第1号',
    checkInCode: '12345678',
  };
  return new Proxy<Rows>(codes, { get: (target, key) => target[String(key)] ?? nobody });
}

interface Wanted {
  code: string;
  /** Stands in every text of the county's rows, so that it can be found where it must not be. */
  mark: string;
  /** A digit that tells the counties' unique keys apart. */
  digit: 1 | 2;
}

/** One row of every kind that a path can name, in a county; the class is published and begins in nine days. */
export async function layCounty({ app, database }: TestApp, { code, mark, digit }: Wanted): Promise<Rows> {
  const { url } = database;
  const vault = app.get(CitizenIdVault, { strict: false });
  const [division] = await query<{ id: string }>(
    url,
    `select id from responsibility.division where code = '${code}' and valid_to is null`,
  );
  const county = division!.id;
  const [village] = await query<{ id: string; code: string }>(
    url,
    `select id, code from responsibility.division where county_id = '${county}' and level = 5 order by code limit 1`,
  );
  const trainee = (name: string, number: number): string => {
    const { citizenIdSealed, citizenIdHash } = vault.keep(citizenIdOf(digit * 10 + number));
    return `insert into targeting.trainee (name, pinyin_key, pinyin_initials, citizen_id_sealed, citizen_id_hash,
       citizen_id_last_four, category, level, managing_division_id, division_id, organization_id, phone)
     select '${name}', '${name}', ' ${name} ', '${citizenIdSealed}',
       '\\x${citizenIdHash.toString('hex')}', '1234', 'firstSecretary', 'staff',
       '${county}', '${county}', organization.id, '1380000${digit}00${number}' from organization returning id`;
  };
  const enrollment = (person: string, number: number): string =>
    `insert into integration.enrollment (class_id, trainee_id, number, state, source, recipient_id, division_id, level,
       category, year, seat_order)
     select class.id, ${person}.id, ${number}, 'confirmed', 'callUp', recipient.id, '${county}', 'staff',
       'firstSecretary', 2026, ${number} from class, ${person}, recipient returning id`;
  const [rows] = await query<Rows>(
    url,
    `with organization as (
       insert into responsibility.organization (name, kind, division_id)
       values ('${mark}局', 'revitalisationBureau', '${county}') returning id
     ), place as (
       insert into responsibility.place (name, kind, division_id, organization_id)
       select '${mark}礼堂', 'hall', '${county}', id from organization returning id
     ), account as (
       insert into responsibility.account (username, name, phone) values ('county${digit}', '${mark}员', '1390000000${digit}')
       returning id
     ), assignment as (
       insert into responsibility.assignment (account_id, role, division_id) select id, 'supervisor', '${county}' from account
       returning id
     ), second_factor as (
       insert into responsibility.second_factor (account_id, secret, confirmed_at) select id, 'sealed', now() from account
     ), token as (
       insert into responsibility.api_token (account_id, assignment_id, token_hash, name, scopes, requests_per_minute,
         created_by, expires_at)
       select account.id, assignment.id, sha256('${mark}'), '${mark}', '{classes:read}', 60, account.id, '${moment(9)}'
       from account, assignment returning id
     ), trainee as (${trainee(`${mark}甲`, 1)}), candidate as (${trainee(`${mark}乙`, 2)}), other as (${trainee(`${mark}丙`, 3)}),
     posting as (
       insert into targeting.posting (trainee_id, division_id, sending_organization_name, starts_on)
       select id, '${village!.id}', '${mark}局', '${day(-30)}' from trainee returning id
     ), ledger as (
       insert into targeting.ledger_entry (trainee_id, year, kind, hours, title, source_type, source_id, earned_on)
       select id, extract(year from current_date), 'concentrated', 8, '${mark}往期班', 'completion', uuidv7(), current_date from trainee returning id
     ), import as (
       insert into targeting.trainee_import (file_name, account_id, division_id, state, rows_read, rows_bad, checked_at)
       select '${mark}.xlsx', id, '${county}', 'checked', 1, 1, now() from account returning id
     ), import_row as (
       insert into targeting.trainee_import_row (import_id, row_number, state, errors, name)
       select id, 2, 'bad', '[{"column": "citizenId", "code": "citizenId.length"}]', '${mark}丁' from import
     ), application as (
       insert into responsibility.application (title, division_id, starts_on, ends_on, persons, hours)
       values ('${mark}申报', '${county}', '${day(9)}', '${day(10)}', 10, 8) returning id
     ), quota as (
       insert into responsibility.quota (purpose) values ('class') returning id
     ), root as (
       insert into responsibility.allocation (quota_id, amount) select id, 10 from quota returning id
     ), part as (
       insert into responsibility.allocation (quota_id, parent_id, division_id, organization_id, amount)
       select quota.id, root.id, '${county}', organization.id, 5 from quota, root, organization
     ), audience as (
       insert into targeting.audience (rule) values ('{"categories": ["firstSecretary"]}') returning id
     ), class as (
       insert into integration.class (code, title, level, division_id, lead_organization_id, host_organization_id,
         application_id, quota_id, audience_id, starts_on, ends_on, year, hours, state)
       select '${code}-9999', '${mark}班', 3, '${county}', organization.id, organization.id, application.id, quota.id,
         audience.id, '${day(9)}', '${day(10)}', 2026, 8, 'published'
       from organization, application, quota, audience returning id
     ), seat as (
       insert into integration.seat (class_id, capacity, taken) select id, 10, 2 from class
     ), session as (
       insert into integration.session (class_id, title, mode, starts_at, ends_at, hours, place_id)
       select class.id, '${mark}课', 'lecture', '${moment(9)}', '${moment(9, '11:00')}', 2, place.id
       from class, place returning id
     ), call_up as (
       insert into integration.call_up (class_id, notice_no, deadline, text, state, issued_at)
       select id, '${mark}调训', now() + interval '5 days', '${mark}通知', 'issued', now() from class returning id
     ), recipient as (
       insert into integration.call_up_recipient (call_up_id, division_id, organization_id, amount, called)
       select call_up.id, '${county}', organization.id, 5, 5 from call_up, organization returning id
     ), enrollment as (${enrollment('trainee', 1)}), second_enrollment as (${enrollment('other', 2)}),
     attendance as (
       insert into integration.attendance (session_id, enrollment_id, state, method)
       select session.id, enrollment.id, 'absent', 'manual' from session, enrollment
     ), spot_check as (
       insert into integration.spot_check (session_id, enrollment_id, drawn_at)
       select session.id, enrollment.id, now() from session, enrollment
     ),
     leave as (
       insert into integration.leave (enrollment_id, starts_at, ends_at, hours, reason)
       select id, '${moment(9)}', '${moment(9, '10:00')}', 1, '${mark}事' from enrollment returning id
     ), request as (
       insert into integration.substitution_request (out_enrollment_id, in_trainee_id, reason)
       select second_enrollment.id, candidate.id, '${mark}换人' from second_enrollment, candidate returning id
     ), certificate as (
       insert into service.certificate (enrollment_id, class_id, trainee_id, division_id, year, register_number, check_code,
         person_name, inputs, template_version, issued_on)
       select enrollment.id, class.id, trainee.id, '${county}', 2026, '${mark}字第1号', 'ABCDEFGH1${digit}', '${mark}甲', '{}',
         '1', current_date from enrollment, class, trainee returning id, register_number
     ), issuer as (
       insert into service.certificate_issuer (division_id, word) values ('${county}', '${mark}字') returning id
     )
     select organization.id as organizations, place.id as places, account.id as accounts,
       assignment.id as "assignmentId", token.id as "accountToken", trainee.id as trainees, candidate.id as candidate, posting.id as "postingId",
       import.id as imports, application.id as applications, class.id as classes, session.id as sessions,
       call_up.id as "call-ups", recipient.id as "recipientId", enrollment.id as enrollments,
       second_enrollment.id as "secondEnrollment", leave.id as "leaveId", request.id as "substitution-requests",
       ledger.id as "entryId", quota.id as quotas, audience.id as audiences, certificate.id as certificates, certificate.register_number as number, issuer.id as "certificate-issuers"
     from organization, place, account, assignment, token, trainee, candidate, posting, import, application, class, session,
       call_up, recipient, enrollment, second_enrollment, leave, request, certificate, issuer, quota, audience, ledger`,
  );
  return {
    ...rows,
    division: county,
    divisionCode: code,
    village: village!.code,
    checkInCode: '12345678',
    digit: String(digit),
  };
}

/** What belongs to one account alone: a job it started, a message to it, a program's token, another sign-in. */
export async function layOwn(
  { database: { url } }: TestApp,
  person: TestPerson,
  mark: string,
): Promise<Rows> {
  const account = `'${person.accountId}'`;
  const [rows] = await query<Rows>(
    url,
    `with job as (
       insert into foundation.job_run (name, queue, job_key, title_key, title_params, account_id, state, finished_at)
       values ('${mark}', 'exchange', gen_random_uuid()::text, '${mark}', '{"name": "${mark}"}', ${account}, 'failed', now()) returning id
     ), message as (
       insert into foundation.message (channel, account_id, template, params, state)
       values ('inApp', ${account}, 'enrollment.message.promoted', '{"name": "${mark}", "title": "${mark}"}', 'sent') returning id
     ), assignment as (select id from responsibility.assignment where account_id = ${account} limit 1
     ), token as (
       insert into responsibility.api_token (account_id, assignment_id, token_hash, name, scopes, requests_per_minute,
         created_by, expires_at)
       select ${account}, id, sha256(${account}::bytea), '${mark}', '{classes:read}', 60, ${account}, now() + interval '9 days'
       from assignment returning id
     ), sign_in as (
       insert into responsibility.sign_in (token_hash, account_id, assignment_id, kind, device, expires_at)
       select sha256(${account}::bytea), ${account}, id, 'browser', '${mark}', now() + interval '9 days' from assignment
       returning id
     )
     select job.id as jobs, message.id as messages, assignment.id as "ownAssignment", token.id as "tokenId",
       sign_in.id as "sign-ins" from job, message, assignment, token, sign_in`,
  );
  return rows!;
}

/** Gives the county's certificate and its printed booklet the file that was uploaded as the trainee's photo. */
export async function layFiles({ database: { url } }: TestApp, { trainees, classes }: Rows): Promise<void> {
  await query(
    url,
    `with file as (select file_sha256 from service.certificate_photo where trainee_id = '${trainees}'),
     rendered as (update service.certificate set file_sha256 = file.file_sha256 from file where class_id = '${classes}')
     insert into service.certificate_print (class_id, page_order, file_sha256, pages)
     select '${classes}', 'seat', file_sha256, 1 from file`,
  );
}
