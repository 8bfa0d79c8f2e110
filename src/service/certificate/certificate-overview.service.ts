import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Database } from '../../foundation/database/database.js';
import { Unavailable } from '../../foundation/error/domain-error.js';
import { type JobError, type JobRun, jobRunColumns } from '../../foundation/queue/job-run.js';
import { type Obstacle, printedName } from './certificate-obstacle.js';
import { CertificateSheet } from './certificate-sheet.js';
import { printCertificates, printOrders, renderCertificates } from './certificate.queue.js';

export interface CertificateCounts {
  /** Persons who have completed and have no certificate. */
  ready: number;
  /** Certificates in force. */
  issued: number;
  /** Of those, still being set. */
  unset: number;
  /** Of those, with their bytes; an archive can be packed of these. */
  stored: number;
  /** Revoked or replaced. */
  ended: number;
}

/** Someone on the roster whose name can't be printed. */
export interface RosterObstacle extends Obstacle {
  enrollmentId: string;
  traineeId: string;
  name: string;
  /** Whether a certificate waits for it; otherwise there's time to mend it. */
  completed: boolean;
}

/** How a class stands with its certificates. Judges no reach: whoever asks has reached the class. */
@Injectable()
export class CertificateOverviewService {
  constructor(
    private readonly database: Database,
    private readonly sheet: CertificateSheet,
  ) {}

  async counts(classId: string): Promise<CertificateCounts> {
    const counts = await this.database.one<CertificateCounts>(
      `select
         (select count(*)::integer from integration.enrollment
          join integration.completion on completion.enrollment_id = enrollment.id and completion.decision = 'completed'
          where enrollment.class_id = $1 and enrollment.state = 'completed'
            and not exists (select from service.certificate where certificate.enrollment_id = enrollment.id)) as ready,
         (count(*) filter (where state = 'issued'))::integer as issued,
         (count(*) filter (where state = 'issued' and file_sha256 is null and wanted_at is not null))::integer as unset,
         (count(*) filter (where state = 'issued' and file_sha256 is not null))::integer as stored,
         (count(*) filter (where state <> 'issued'))::integer as ended
       from service.certificate where class_id = $1`,
      [classId],
    );
    return counts ?? { ready: 0, issued: 0, unset: 0, stored: 0, ended: 0 };
  }

  /**
   * Who on the roster can't have one yet. Judged now, so that a name that was just mended is gone; `trouble` says why
   * nothing can be judged or set at all.
   */
  async obstacles(classId: string): Promise<{ obstacles: RosterObstacle[]; trouble?: JobError }> {
    try {
      return { obstacles: await this.judged(classId) };
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      return { obstacles: [], trouble: { code: error.code, params: error.params } };
    }
  }

  /** Why the last run left certificates unset; undefined while another one is under way. */
  async lastFailure(classId: string): Promise<JobError | undefined> {
    const [last] = await this.database.query<Pick<JobRun, 'state' | 'error'>>(
      'select state, error from foundation.job_run where job_key = $1 order by id desc limit 1',
      [`${renderCertificates.name}/${classId}`],
    );
    return last?.state === 'failed' ? (last.error ?? undefined) : undefined;
  }

  private async judged(classId: string): Promise<RosterObstacle[]> {
    const roster = await this.database.query<Omit<RosterObstacle, keyof Obstacle>>(
      `select enrollment.id as "enrollmentId", trainee.id as "traineeId", trainee.name,
         enrollment.state = 'completed' as completed
       from integration.enrollment join targeting.trainee on trainee.id = enrollment.trainee_id
       where enrollment.class_id = $1 and enrollment.state in ('confirmed', 'arrived', 'completed')
         and not exists (select from service.certificate where certificate.enrollment_id = enrollment.id)
       order by completed desc, trainee.pinyin_key collate "C"`,
      [classId],
    );
    return roster.flatMap((person) => {
      const printed = printedName(person.name, this.sheet);
      return 'name' in printed ? [] : [{ ...person, ...printed.obstacle }];
    });
  }

  async isAutomatic(classId: string): Promise<boolean> {
    const found = await this.database.one(
      'select 1 from service.certificate_automation where class_id = $1',
      [classId],
    );
    return found !== undefined;
  }

  /** The asker's own run that is setting the class's certificates or joining them for the printer now. */
  async liveRun(actor: Actor, classId: string): Promise<JobRun | undefined> {
    return this.database.one<JobRun>(
      `select ${jobRunColumns} from foundation.job_run
       where job_key = any ($1) and state in ('queued', 'running') and account_id = $2 order by id desc limit 1`,
      [
        [
          `${renderCertificates.name}/${classId}`,
          ...printOrders.map((order) => `${printCertificates.name}/${classId}/${order}`),
        ],
        actor.accountId,
      ],
    );
  }

  /** Names that the register gives differently now, by certificate. */
  async changedNames(certificateIds: string[]): Promise<Map<string, string>> {
    const rows = await this.database.query<{ id: string; name: string }>(
      `select certificate.id, trainee.name from service.certificate
       join targeting.trainee on trainee.id = certificate.trainee_id
       where certificate.id = any ($1::uuid[]) and certificate.state = 'issued'
         and normalize(trainee.name, nfc) <> certificate.person_name`,
      [certificateIds],
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }
}
