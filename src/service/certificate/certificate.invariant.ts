import { Injectable } from '@nestjs/common';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import { Invariant } from '../../foundation/database/invariant.port.js';

/** A completion that was to be certified at once and still isn't after so long was forgotten. */
const graceHours = 24;

/**
 * Every valid certificate is of a completion, of its person and class, and the only one; one that was replaced has a
 * successor; where certificates are issued by themselves, no completion goes without.
 */
@Injectable()
export class CertificateInvariant extends Invariant {
  readonly name = 'certificate.onePerCompletion';

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    super();
  }

  violations(): Promise<object[]> {
    return this.database.query(
      `select 'without completion' as kind, certificate.id, certificate.enrollment_id as enrollment
       from service.certificate
       left join integration.enrollment on enrollment.id = certificate.enrollment_id
       left join integration.completion on completion.enrollment_id = certificate.enrollment_id
       where certificate.state = 'issued'
         and (enrollment.state is distinct from 'completed' or completion.decision is distinct from 'completed'
           or enrollment.trainee_id is distinct from certificate.trainee_id
           or enrollment.class_id is distinct from certificate.class_id)
       union all
       select 'second', null, enrollment_id from service.certificate where state = 'issued'
       group by enrollment_id having count(*) > 1
       union all
       select 'replaced by none', certificate.id, certificate.enrollment_id from service.certificate
       where certificate.state = 'replaced'
         and not exists (select from service.certificate successor where successor.replaces_id = certificate.id)
       union all
       select 'not issued', null, enrollment.id from service.certificate_automation automation
       join integration.enrollment on enrollment.class_id = automation.class_id and enrollment.state = 'completed'
       join integration.completion on completion.enrollment_id = enrollment.id and completion.decision = 'completed'
         and completion.decided_at < $1
       where not exists (select from service.certificate where certificate.enrollment_id = enrollment.id)
         and not exists (select from service.certificate_obstacle obstacle
                         where obstacle.enrollment_id = enrollment.id)`,
      [new Date(this.clock.now().getTime() - graceHours * 3_600_000)],
    );
  }
}
