import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Configuration } from '../../foundation/config/configuration.js';
import { BrokenRule, NotFound } from '../../foundation/error/domain-error.js';
import { CertificateIssuer, CertificateIssuerService } from './certificate-issuer.service.js';
import { CertificateMessages } from './certificate-messages.js';
import { CertificateSheet } from './certificate-sheet.js';
import { Candidate, CertificateRepository, ClassOfIssue } from './certificate.repository.js';
import { newCheckCode } from './check-code.rules.js';
import { checkUrl, frozenLines, issueDate } from './frozen-inputs.rules.js';

/** What all certificates of one issue share. */
interface IssueContext {
  classId: string;
  facts: ClassOfIssue;
  issuer: CertificateIssuer;
  today: string;
}

/** Makes certificates of people whose names can be printed: numbers, frozen lines, rows, messages. */
@Injectable()
export class CertificateWriter {
  constructor(
    private readonly issuers: CertificateIssuerService,
    private readonly repository: CertificateRepository,
    private readonly sheet: CertificateSheet,
    private readonly messages: CertificateMessages,
    private readonly clock: Clock,
    private readonly configuration: Configuration,
  ) {}

  /** @throws BrokenRule without an approval number, or when the class's own lines can't be printed */
  async contextOf(classId: string): Promise<IssueContext> {
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

  /**
   * Takes the numbers, writes the rows and tells the people.
   * @param people under the names to print
   * @param replacesId the copy that the only one of them takes the place of
   * @returns the register numbers in the order of the people
   */
  async write(
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
    const [first] = numbers;
    if (first !== undefined)
      await this.messages.issued(
        classId,
        facts.title,
        people.map(({ enrollmentId }) => enrollmentId),
        first,
      );
    return numbers;
  }
}
