import { Injectable, Logger } from '@nestjs/common';
import { systemActor } from '../../foundation/access/actor.js';
import { Database } from '../../foundation/database/database.js';
import { DomainError } from '../../foundation/error/domain-error.js';
import { HandlesJob } from '../../foundation/queue/handles-job.decorator.js';
import { Jobs } from '../../foundation/queue/jobs.js';
import { printedName } from './certificate-obstacle.js';
import { CertificateSheet } from './certificate-sheet.js';
import { renderCertificates, sweepCertificates } from './certificate.queue.js';
import { CertificateService } from './certificate.service.js';

/** Classes or obstacles looked at in one sweep; the next one goes on. */
const most = 500;

/** Asks the database what is due, so that a lost queue, a crash or a mended name leaves no certificate behind. */
@Injectable()
export class CertificateSweepService {
  private readonly logger = new Logger(CertificateSweepService.name);

  constructor(
    private readonly database: Database,
    private readonly certificates: CertificateService,
    private readonly sheet: CertificateSheet,
    private readonly jobs: Jobs,
  ) {}

  @HandlesJob(sweepCertificates)
  async sweep(): Promise<{ mended: number; issued: number; classes: number }> {
    const mended = await this.recheck();
    const issued = await this.issueDue();
    const classes = await this.renderDue();
    return { mended, issued, classes };
  }

  /** Forgets obstacles that a corrected name or a new font has removed. */
  private async recheck(): Promise<number> {
    const obstacles = await this.database.query<{ enrollmentId: string; name: string }>(
      `select obstacle.enrollment_id as "enrollmentId", coalesce(certificate.person_name, trainee.name) as name
       from service.certificate_obstacle obstacle
       join integration.enrollment on enrollment.id = obstacle.enrollment_id
       join targeting.trainee on trainee.id = enrollment.trainee_id
       left join service.certificate on certificate.enrollment_id = obstacle.enrollment_id
         and certificate.state = 'issued'
       where obstacle.code <> 'CERT_INVALID_INPUT' order by random() limit ${most}`,
    );
    const mended = obstacles.filter(({ name }) => 'name' in printedName(name, this.sheet));
    return this.database.execute(
      'delete from service.certificate_obstacle where enrollment_id = any ($1::uuid[])',
      [mended.map(({ enrollmentId }) => enrollmentId)],
    );
  }

  private async issueDue(): Promise<number> {
    const due = await this.database.query<{ classId: string }>(
      `select distinct automation.class_id as "classId"
       from service.certificate_automation automation
       join integration.enrollment on enrollment.class_id = automation.class_id and enrollment.state = 'completed'
       join integration.completion on completion.enrollment_id = enrollment.id and completion.decision = 'completed'
       where not exists (select from service.certificate where certificate.enrollment_id = enrollment.id)
         and not exists (select from service.certificate_obstacle obstacle where obstacle.enrollment_id = enrollment.id)
       limit ${most}`,
    );
    let issued = 0;
    for (const { classId } of due) issued += await this.issue(classId);
    return issued;
  }

  private async issue(classId: string): Promise<number> {
    try {
      return (await this.certificates.issue(systemActor, classId)).issued;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.logger.warn(`Class ${classId} can't issue by itself: ${error.code}`);
      return 0;
    }
  }

  /** A class whose job has just failed or was cancelled is left alone for a while. */
  private async renderDue(): Promise<number> {
    const due = await this.database.query<{ classId: string; title: string }>(
      `select class.id as "classId", class.title from integration.class
       where class.id in (select certificate.class_id from service.certificate
                          where certificate.file_sha256 is null and certificate.state = 'issued'
                            and certificate.wanted_at is not null
                            and not exists (select from service.certificate_obstacle obstacle
                                            where obstacle.enrollment_id = certificate.enrollment_id))
         and not exists (select from foundation.job_run run
                         where run.job_key = $1 || '/' || class.id and run.state in ('failed', 'cancelled')
                           and run.finished_at > now() - interval '10 minutes')
       limit ${most}`,
      [renderCertificates.name],
    );
    await this.jobs.enqueueAll(systemActor, renderCertificates, due);
    return due.length;
  }
}
