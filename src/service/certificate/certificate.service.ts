import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Configuration } from '../../foundation/config/configuration.js';
import { Database } from '../../foundation/database/database.js';
import { BrokenRule, Conflict, NotFound } from '../../foundation/error/domain-error.js';
import { Jobs } from '../../foundation/queue/jobs.js';
import { ClassService } from '../../integration/class/class.service.js';
import { CertificateIssuer, CertificateIssuerService } from './certificate-issuer.service.js';
import { Obstacle, printedName, said } from './certificate-obstacle.js';
import { CertificateMessages } from './certificate-messages.js';
import { CertificateSheet } from './certificate-sheet.js';
import { Certificate } from './certificate.entity.js';
import { renderCertificates } from './certificate.queue.js';
import { Candidate, CertificateRepository, ClassOfIssue } from './certificate.repository.js';
import { newCheckCode } from './check-code.rules.js';
import { checkUrl, frozenLines, issueDate } from './frozen-inputs.rules.js';

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

interface IssueContext {
  classId: string;
  facts: ClassOfIssue;
  issuer: CertificateIssuer;
  today: string;
}

/** Certificates of completion (结业证书): issue, replacement, revocation. An issued copy never changes. */
@Injectable()
export class CertificateService {
  constructor(
    private readonly database: Database,
    private readonly classes: ClassService,
    private readonly issuers: CertificateIssuerService,
    private readonly repository: CertificateRepository,
    private readonly sheet: CertificateSheet,
    private readonly messages: CertificateMessages,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly configuration: Configuration,
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
      const context = await this.context(classId);
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
      const numbers = await this.write(actor, context, printable);
      await this.tell(context, printable, numbers);
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
      const context = await this.context(old.classId);
      if (old.state === 'issued') await this.end(old, 'replaced', reason);
      const [candidate] = await this.repository.candidates(old.classId, [old.enrollmentId], true);
      if (!candidate) throw new Conflict('certificate.completionGone');
      const printed = printedName(candidate.name, this.sheet);
      if (!('name' in printed))
        throw new BrokenRule('certificate.nameNotPrintable', {
          name: candidate.name,
          characters: said(printed.obstacle).join('、'),
        });
      const numbers = await this.write(actor, context, [{ ...candidate, name: printed.name }], id);
      await this.tell(context, [candidate], numbers);
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

  private async context(classId: string): Promise<IssueContext> {
    const facts = await this.repository.classOfIssue(classId);
    if (!facts) throw new NotFound();
    if (facts.approvalNo === null) throw new BrokenRule('certificate.noApprovalNumber');
    const issuer = await this.issuers.of(facts.divisionId, facts.leadOrganizationId);
    const printed = { ...facts, issuer: issuer.printedName ?? facts.issuer };
    const missing = this.sheet.missingGlyphs(printed.title + printed.issuer);
    if (missing.length > 0)
      throw new BrokenRule('certificate.classNotPrintable', { characters: missing.join('') });
    return { classId, facts: printed, issuer, today: this.clock.today() };
  }

  /** Takes the numbers and writes the rows; the certificates are in the order of the people. */
  private async write(
    actor: Actor,
    { classId, facts, issuer, today }: IssueContext,
    people: Candidate[],
    replacesId?: string,
  ): Promise<string[]> {
    if (people.length === 0) return [];
    const issuedOn = issueDate(facts.endsOn, today);
    const year = Number(issuedOn.slice(0, 4));
    const numbers = await this.issuers.take(issuer, year, people.length);
    const certificates = people.map(({ name, hours, ...person }, index) => {
      const checkCode = newCheckCode();
      return {
        ...person,
        personName: name,
        registerNumber: numbers[index] ?? '',
        checkCode,
        inputs: {
          ...frozenLines({ ...facts, seal: issuer.seal }, hours, today),
          checkUrl: checkUrl(this.configuration.publicUrl, checkCode),
        },
      };
    });
    const { version: templateVersion } = this.sheet;
    const sealSha256 = issuer.seal === 'image' ? issuer.sealSha256 : null;
    const shared = { classId, year, templateVersion, issuedOn, sealSha256, accountId: actor.accountId };
    await this.repository.insert(shared, certificates, replacesId);
    return numbers;
  }

  private async tell(
    { classId, facts }: IssueContext,
    people: Candidate[],
    [first]: string[],
  ): Promise<void> {
    if (first === undefined) return;
    await this.messages.issued(
      classId,
      facts.title,
      people.map(({ enrollmentId }) => enrollmentId),
      first,
    );
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
