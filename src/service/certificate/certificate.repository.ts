import { Injectable } from '@nestjs/common';
import { Database } from '../../foundation/database/database.js';
import type { Obstacle } from './certificate-obstacle.js';
import type { FrozenInputs } from './frozen-inputs.rules.js';

/** Someone who has completed the class and has no certificate of it. */
export interface Candidate {
  enrollmentId: string;
  traineeId: string;
  divisionId: string;
  name: string;
  /** Recognised hours, as the completion says. */
  hours: number;
  seatOrder: number;
  photoSha256: string | null;
}

export interface NewCertificate extends Omit<Candidate, 'name' | 'hours'> {
  personName: string;
  registerNumber: string;
  checkCode: string;
  inputs: FrozenInputs;
}

/** What all certificates of one issue share. */
export interface IssueFacts {
  classId: string;
  year: number;
  templateVersion: string;
  issuedOn: string;
  sealSha256: string | null;
  accountId: string;
}

export interface ClassOfIssue {
  title: string;
  runNumber: number | null;
  startsOn: string;
  endsOn: string;
  divisionId: string;
  leadOrganizationId: string | null;
  approvalNo: string | null;
  issuer: string;
}

/** The statements that issue: one each for a whole class. */
@Injectable()
export class CertificateRepository {
  constructor(private readonly database: Database) {}

  async classOfIssue(classId: string): Promise<ClassOfIssue | undefined> {
    return this.database.one(
      `select class.title, class.run_number as "runNumber", class.starts_on::text as "startsOn",
         class.ends_on::text as "endsOn", class.division_id as "divisionId",
         class.lead_organization_id as "leadOrganizationId", application.approval_no as "approvalNo",
         coalesce(lead.name, division.name) as issuer
       from integration.class
       join responsibility.division on division.id = class.division_id
       left join responsibility.organization lead on lead.id = class.lead_organization_id
       left join responsibility.application on application.id = class.application_id
       where class.id = $1`,
      [classId],
    );
  }

  /**
   * In seat order; who has no seat number stands where pinyin puts them. With `again`, someone whose certificate
   * has ended counts too: that is how another takes its place.
   */
  async candidates(classId: string, enrollmentIds?: string[], again = false): Promise<Candidate[]> {
    return this.database.query(
      `select enrollment.id as "enrollmentId", enrollment.trainee_id as "traineeId",
         enrollment.division_id as "divisionId", ranked.name, completion.hours::float8 as hours,
         coalesce(enrollment.seat_order, ranked.place)::integer as "seatOrder", photo.file_sha256 as "photoSha256"
       from (select enrollment.id, trainee.name,
               row_number() over (order by enrollment.seat_order, trainee.pinyin_key collate "C", enrollment.id) as place
             from integration.enrollment join targeting.trainee on trainee.id = enrollment.trainee_id
             where enrollment.class_id = $1 and enrollment.state in ('confirmed', 'arrived', 'completed', 'refused')) ranked
       join integration.enrollment on enrollment.id = ranked.id
       join integration.completion on completion.enrollment_id = enrollment.id
       left join service.certificate_photo photo on photo.trainee_id = enrollment.trainee_id
       where enrollment.state = 'completed' and completion.decision = 'completed'
         and ($2::uuid[] is null or enrollment.id = any ($2))
         and not exists (select from service.certificate
                         where certificate.enrollment_id = enrollment.id and (not $3 or certificate.state = 'issued'))
       order by "seatOrder", ranked.place`,
      [classId, enrollmentIds ?? null, again],
    );
  }

  async insert(facts: IssueFacts, certificates: NewCertificate[], replacesId?: string): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `insert into service.certificate (enrollment_id, class_id, trainee_id, division_id, year, register_number,
         check_code, person_name, inputs, template_version, seat_order, photo_sha256, replaces_id, issued_on, seal_sha256,
         issued_by, wanted_at)
       select "enrollmentId", $1, "traineeId", "divisionId", $2, "registerNumber", "checkCode", "personName", inputs, $3,
         "seatOrder", "photoSha256", $4, $5, $6, (select id from responsibility.account where id = $7), now()
       from jsonb_to_recordset($8::jsonb) as fresh ("enrollmentId" uuid, "traineeId" uuid, "divisionId" uuid,
         "registerNumber" text, "checkCode" text, "personName" text, inputs jsonb, "seatOrder" integer, "photoSha256" text)
       returning id`,
      [
        facts.classId,
        facts.year,
        facts.templateVersion,
        replacesId ?? null,
        facts.issuedOn,
        facts.sealSha256,
        facts.accountId,
        JSON.stringify(certificates),
      ],
    );
    await this.clearObstacles(certificates.map(({ enrollmentId }) => enrollmentId));
    return rows.map(({ id }) => id);
  }

  async keepObstacles(classId: string, obstacles: (Obstacle & { enrollmentId: string })[]): Promise<void> {
    if (obstacles.length === 0) return;
    await this.database.execute(
      `insert into service.certificate_obstacle as present (enrollment_id, class_id, code, params)
       select "enrollmentId", $1, code, params
       from jsonb_to_recordset($2::jsonb) as fresh ("enrollmentId" uuid, code text, params jsonb)
       on conflict (enrollment_id) do update set code = excluded.code, params = excluded.params
       where (present.code, present.params) is distinct from (excluded.code, excluded.params)`,
      [classId, JSON.stringify(obstacles)],
    );
  }

  private async clearObstacles(enrollmentIds: string[]): Promise<void> {
    await this.database.execute(
      'delete from service.certificate_obstacle where enrollment_id = any ($1::uuid[])',
      [enrollmentIds],
    );
  }
}
