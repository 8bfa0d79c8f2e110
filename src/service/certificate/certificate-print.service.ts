import { Injectable } from '@nestjs/common';
import { Readable } from 'node:stream';
import type { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Database } from '../../foundation/database/database.js';
import { Conflict, NotFound } from '../../foundation/error/domain-error.js';
import { HandlesJob } from '../../foundation/queue/handles-job.decorator.js';
import type { JobProgress } from '../../foundation/queue/job-progress.js';
import { Jobs } from '../../foundation/queue/jobs.js';
import { FileStore } from '../../foundation/storage/file-store.js';
import { ClassService } from '../../integration/class/class.service.js';
import { CertificateFiles } from './certificate-files.js';
import type { CertificateFile } from './certificate-record.service.js';
import { CertificateRenderService } from './certificate-render.service.js';
import { printCertificates, type PrintOrder, type PrintPayload } from './certificate.queue.js';
import { joinedPdf } from './render/joined-pdf.js';

/** A class of tens of thousands in one document. */
const largestPrint = 2 * 1024 * 1024 * 1024;

/** A document for the printer, made before. */
export interface CertificatePrint {
  order: PrintOrder;
  pages: number;
  madeAt: Date;
  /** Certificates were issued, revoked or replaced since: print it anew. */
  outdated: boolean;
}

/** All certificates of a class as one document, a page each, for the printer. */
@Injectable()
export class CertificatePrintService {
  constructor(
    private readonly database: Database,
    private readonly classes: ClassService,
    private readonly jobs: Jobs,
    private readonly rendering: CertificateRenderService,
    private readonly files: CertificateFiles,
    private readonly store: FileStore,
    private readonly audit: Audit,
  ) {}

  /**
   * Queues the document; gives the run's id.
   * @throws NotFound out of reach; Conflict when nothing has been issued
   */
  async ask(actor: Actor, classId: string, order: PrintOrder): Promise<string> {
    return this.database.transaction(async () => {
      const { title } = await this.classes.reach(actor, classId, 'run');
      const any = await this.database.one(
        `select 1 from service.certificate where class_id = $1 and state = 'issued' limit 1`,
        [classId],
      );
      if (!any) throw new Conflict('certificate.none');
      await this.audit.record(actor, {
        action: 'certificate.print',
        subjectType: 'class',
        subjectId: classId,
        after: { order },
      });
      return (await this.jobs.enqueue(actor, printCertificates, { classId, title, order })).id;
    });
  }

  /** Sets what hasn't been asked for yet, then joins all; what can't be printed is left out and counted. */
  @HandlesJob(printCertificates)
  async print(
    { classId, order }: PrintPayload,
    progress: JobProgress,
  ): Promise<{ pages: number; leftOut: number; link: string }> {
    await this.database.execute(
      `update service.certificate set wanted_at = now()
       where class_id = $1 and state = 'issued' and file_sha256 is null and wanted_at is null`,
      [classId],
    );
    const count = (await this.hashes(classId, order)).length;
    const { rendered } = await this.rendering.renderWanted(classId, progress, count);
    const hashes = await this.hashes(classId, order);
    const set = hashes.flatMap((sha256) => sha256 ?? []);
    if (set.length === 0) throw new Conflict('certificate.none');
    const pages = this.pages(set, (done) => {
      progress.stopIfAsked();
      progress.report(rendered + done, rendered + set.length);
    });
    await this.database.transaction(async () => {
      const { sha256 } = await this.store.put(
        Readable.from(joinedPdf(pages)),
        'application/pdf',
        largestPrint,
      );
      await this.database.execute(
        `insert into service.certificate_print (class_id, page_order, file_sha256, pages) values ($1, $2, $3, $4)
         on conflict (class_id, page_order) do update
           set file_sha256 = excluded.file_sha256, pages = excluded.pages, made_at = now()`,
        [classId, order, sha256, set.length],
      );
    });
    return {
      pages: set.length,
      leftOut: hashes.length - set.length,
      link: `/classes/${classId}/certificates`,
    };
  }

  /** Judges no reach: whoever asks has reached the class. */
  async ofClass(classId: string): Promise<CertificatePrint[]> {
    return this.database.query(
      `select page_order as "order", pages, made_at as "madeAt",
         exists (select from service.certificate
                 where certificate.class_id = $1 and greatest(issued_at, ended_at) > made_at) as outdated
       from service.certificate_print where class_id = $1 order by page_order desc`,
      [classId],
    );
  }

  /** @throws NotFound out of reach, or when it was never made */
  async open(actor: Actor, classId: string, order: PrintOrder): Promise<CertificateFile> {
    const { code } = await this.classes.reach(actor, classId, 'run');
    const made = await this.database.one<{ sha256: string; pages: number }>(
      'select file_sha256 as sha256, pages from service.certificate_print where class_id = $1 and page_order = $2',
      [classId, order],
    );
    if (!made) throw new NotFound();
    await this.audit.record(actor, {
      action: 'certificate.openPrint',
      subjectType: 'class',
      subjectId: classId,
      after: { rows: made.pages, order },
    });
    return { name: `${code}.pdf`, file: await this.store.open(made.sha256) };
  }

  /** In order, null where there are no bytes yet. */
  private async hashes(classId: string, order: PrintOrder): Promise<(string | null)[]> {
    const rows = await this.database.query<{ sha256: string | null }>(
      `select certificate.file_sha256 as sha256
       from service.certificate join integration.enrollment on enrollment.id = certificate.enrollment_id
       where certificate.class_id = $1 and certificate.state = 'issued'
       order by case when $2 = 'seat' then certificate.seat_order end nulls last, enrollment.number, certificate.id`,
      [classId, order],
    );
    return rows.map(({ sha256 }) => sha256);
  }

  private async *pages(hashes: string[], report: (done: number) => void): AsyncGenerator<Buffer> {
    for (const [index, sha256] of hashes.entries()) {
      yield await this.files.bytes(sha256);
      report(index + 1);
    }
  }
}
