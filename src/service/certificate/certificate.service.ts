import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import { BrokenRule, Conflict, NotFound } from '../../foundation/error/domain-error.js';
import { Jobs } from '../../foundation/queue/jobs.js';
import { ClassService } from '../../integration/class/class.service.js';
import { Obstacle, printedName, said } from './certificate-obstacle.js';
import { CertificateSheet } from './certificate-sheet.js';
import { Certificate } from './certificate.entity.js';
import { renderCertificates } from './certificate.queue.js';
import { Candidate, CertificateRepository } from './certificate.repository.js';
import { CertificateWriter } from './certificate-writer.js';

/** Someone who has completed but whose name can't be printed yet. */
export type NamedObstacle = Obstacle & { enrollmentId: string; name: string };

export interface Issue {
  /** Certificates made by this call; a second call makes none. */
  issued: number;
  obstacles: NamedObstacle[];
  /** The job that sets their bytes. */
  jobId: string;
}

export interface IssueOptions {
  enrollmentIds?: string[] | undefined;
  automatic?: boolean | undefined;
}

/** Certificates of completion (结业证书): issue, replacement, revocation. An issued copy never changes. */
@Injectable()
export class CertificateService {
  constructor(
    private readonly database: Database,
    private readonly classes: ClassService,
    private readonly repository: CertificateRepository,
    private readonly writer: CertificateWriter,
    private readonly sheet: CertificateSheet,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /**
   * Issues to those who have completed the class and have none yet; their bytes follow by a job. A name that no font
   * can print is reported and kept as an obstacle, and never stops the others.
   * @throws NotFound out of reach; BrokenRule without an approval number
   */
  async issue(
    actor: Actor,
    classId: string,
    { enrollmentIds, automatic }: IssueOptions = {},
  ): Promise<Issue> {
    return this.database.transaction(async () => {
      await this.classes.lock(actor, classId, 'manage');
      const context = await this.writer.contextOf(classId);
      if (automatic !== undefined) await this.automate(actor, classId, automatic);
      const candidates = await this.repository.candidates(classId, enrollmentIds);
      const printable: Candidate[] = [];
      const obstacles: NamedObstacle[] = [];
      for (const candidate of candidates) {
        const printed = printedName(candidate.name, this.sheet);
        if ('name' in printed) printable.push({ ...candidate, name: printed.name });
        else
          obstacles.push({ ...printed.obstacle, enrollmentId: candidate.enrollmentId, name: candidate.name });
      }
      await this.repository.keepObstacles(classId, obstacles);
      const numbers = await this.writer.write(actor, context, printable);
      if (printable.length > 0)
        await this.audit.record(actor, {
          action: 'certificate.issue',
          subjectType: 'class',
          subjectId: classId,
          after: {
            issued: printable.length,
            first: numbers[0],
            last: numbers.at(-1),
            obstacles: obstacles.length,
          },
        });
      return { issued: printable.length, obstacles, jobId: await this.render(actor, classId) };
    });
  }

  /**
   * Sets the bytes that are still wanted, as after a failed run; gives the run's id.
   * @throws NotFound out of reach
   */
  async render(actor: Actor, classId: string): Promise<string> {
    const { title } = await this.classes.reach(actor, classId, 'manage');
    return (await this.jobs.enqueue(actor, renderCertificates, { classId, title })).id;
  }

  /**
   * Takes a certificate back; everyone who checks it sees that and why at once.
   * @throws NotFound out of reach; Conflict when it isn't in force
   */
  async revoke(actor: Actor, id: string, reason: string): Promise<Certificate> {
    return this.database.transaction(async () => {
      const certificate = await this.lock(actor, id);
      if (certificate.state !== 'issued') throw new Conflict('certificate.notInForce');
      await this.end(certificate, 'revoked', reason);
      await this.audit.record(actor, {
        action: 'certificate.revoke',
        subjectType: 'certificate',
        subjectId: id,
        after: { registerNumber: certificate.registerNumber, reason },
      });
      return this.byId(id);
    });
  }

  /**
   * Issues another copy from what the register says now, under a new number; the old one stays on record as replaced
   * (or as revoked).
   * @throws Conflict when it was replaced already or the completion no longer stands; BrokenRule when the name can't
   * be printed
   */
  async replace(actor: Actor, id: string, reason: string): Promise<Certificate> {
    return this.database.transaction(async () => {
      const old = await this.lock(actor, id);
      if (old.state === 'replaced' || (await this.successorOf(id)))
        throw new Conflict('certificate.alreadyReplaced');
      const context = await this.writer.contextOf(old.classId);
      if (old.state === 'issued') await this.end(old, 'replaced', reason);
      const [candidate] = await this.repository.candidates(old.classId, [old.enrollmentId], true);
      if (!candidate) throw new Conflict('certificate.completionGone');
      const printed = printedName(candidate.name, this.sheet);
      if (!('name' in printed))
        throw new BrokenRule('certificate.nameNotPrintable', {
          name: candidate.name,
          characters: said(printed.obstacle).join('、'),
        });
      await this.writer.write(actor, context, [{ ...candidate, name: printed.name }], id);
      const made = await this.successorOf(id);
      if (!made) throw new Error('The certificate that was just issued is missing');
      await this.audit.record(actor, {
        action: 'certificate.replace',
        subjectType: 'certificate',
        subjectId: id,
        before: { registerNumber: old.registerNumber },
        after: { registerNumber: made.registerNumber, reason },
      });
      await this.render(actor, old.classId);
      return made;
    });
  }

  private async automate(actor: Actor, classId: string, automatic: boolean): Promise<void> {
    await this.database.execute(
      automatic
        ? `insert into service.certificate_automation (class_id, asked_by)
           values ($1, (select id from responsibility.account where id = $2)) on conflict do nothing`
        : 'delete from service.certificate_automation where class_id = $1 and $2::uuid is not null',
      [classId, actor.accountId],
    );
  }

  private async lock(actor: Actor, id: string): Promise<Certificate> {
    const found = await this.database.one<{ classId: string }>(
      'select class_id as "classId" from service.certificate where id = $1 for update',
      [id],
    );
    if (!found) throw new NotFound();
    await this.classes.reach(actor, found.classId, 'manage');
    return this.byId(id);
  }

  private async end({ id }: Certificate, state: 'revoked' | 'replaced', reason: string): Promise<void> {
    await this.database.execute(
      'update service.certificate set state = $2, ended_at = $3, ended_reason = $4 where id = $1',
      [id, state, this.clock.now(), reason],
    );
  }

  private async byId(id: string): Promise<Certificate> {
    return this.database.repository(Certificate).findOneByOrFail({ id });
  }

  private async successorOf(id: string): Promise<Certificate | null> {
    return this.database.repository(Certificate).findOneBy({ replacesId: id });
  }
}
