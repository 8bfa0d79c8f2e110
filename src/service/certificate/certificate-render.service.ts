import { Injectable } from '@nestjs/common';
import { Configuration } from '../../foundation/config/configuration.js';
import { Database } from '../../foundation/database/database.js';
import { BrokenRule } from '../../foundation/error/domain-error.js';
import { HandlesJob } from '../../foundation/queue/handles-job.decorator.js';
import type { JobProgress } from '../../foundation/queue/job-progress.js';
import { CertificateFiles } from './certificate-files.js';
import type { Obstacle } from './certificate-obstacle.js';
import { CertificatePress } from './certificate-press.js';
import { renderCertificates, type RenderPayload } from './certificate.queue.js';
import { CertificateRepository } from './certificate.repository.js';
import { type PrintedColumns, sheetInputs } from './frozen-inputs.rules.js';
import type { SheetResult } from './landed-batch.js';

/** Certificates set, stored and written down in one step; a crash loses no more than this. */
const batchSize = 50;

interface Unrendered extends PrintedColumns {
  id: string;
  classId: string;
  enrollmentId: string;
  issuedAt: Date;
}

export interface Rendering {
  rendered: number;
  obstacles: number;
}

/** Sets the bytes of certificates, each once, from its frozen inputs. */
@Injectable()
export class CertificateRenderService {
  constructor(
    private readonly database: Database,
    private readonly repository: CertificateRepository,
    private readonly press: CertificatePress,
    private readonly files: CertificateFiles,
    private readonly configuration: Configuration,
  ) {}

  /** Goes on where an earlier run ended: what has its bytes keeps them. */
  @HandlesJob(renderCertificates)
  async renderClass(
    { classId }: RenderPayload,
    progress: JobProgress,
  ): Promise<Rendering & { link: string }> {
    const rendering = await this.renderWanted(classId, progress);
    return { ...rendering, link: `/classes/${classId}/certificates` };
  }

  /** Sets what is wanted of a class; `ahead` are further things the run has to do. */
  async renderWanted(classId: string, progress: JobProgress, ahead = 0): Promise<Rendering> {
    const batches = batchesOf(await this.unrenderedOf(classId));
    const total = batches.reduce((sum, { length }) => sum + length, ahead);
    const sum = { rendered: 0, obstacles: 0 };
    progress.report(0, total);
    const lane = async (): Promise<void> => {
      for (let batch = batches.shift(); batch; batch = batches.shift()) {
        progress.stopIfAsked();
        const { rendered, obstacles } = await this.renderBatch(batch);
        sum.rendered += rendered;
        sum.obstacles += obstacles;
        progress.report(sum.rendered + sum.obstacles, total);
      }
    };
    const lanes = Array.from({ length: this.press.lanes }, () =>
      lane().catch((error: unknown) => {
        batches.length = 0;
        throw error;
      }),
    );
    for (const outcome of await Promise.allSettled(lanes))
      if (outcome.status === 'rejected') throw outcome.reason;
    return sum;
  }

  /**
   * Sets one that nobody has asked for until now.
   * @throws BrokenRule when a character of it can't be printed
   */
  async renderOne(id: string): Promise<void> {
    const { obstacles } = await this.renderBatch([id]);
    if (obstacles > 0) throw new BrokenRule('certificate.notPrintable');
  }

  private async unrenderedOf(classId: string): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `select id from service.certificate
       where class_id = $1 and state = 'issued' and file_sha256 is null and wanted_at is not null
         and not exists (select from service.certificate_obstacle obstacle
                         where obstacle.enrollment_id = certificate.enrollment_id)
       order by seat_order, id`,
      [classId],
    );
    return rows.map(({ id }) => id);
  }

  private async renderBatch(ids: string[]): Promise<Rendering> {
    const waiting = await this.database.query<Unrendered>(
      `select id, class_id as "classId", enrollment_id as "enrollmentId", person_name as "personName",
         register_number as "registerNumber", check_code as "checkCode", inputs, issued_at as "issuedAt",
         photo_sha256 as "photoSha256", seal_sha256 as "sealSha256"
       from service.certificate
       where id = any ($1::uuid[]) and file_sha256 is null and state = 'issued' order by seat_order, id`,
      [ids],
    );
    const { publicUrl } = this.configuration;
    const results = await this.press.set(
      waiting.map((one) => ({ ...sheetInputs(one, publicUrl), signedAt: one.issuedAt })),
    );
    const obstacles = await this.keepObstacles(waiting, results);
    return { rendered: await this.keep(waiting, results), obstacles };
  }

  /** Whoever wrote first stays: a run that was given up for lost may overlap the one that took over. */
  private async keep(waiting: Unrendered[], results: SheetResult[]): Promise<number> {
    const done = waiting.flatMap(({ id }, index) => {
      const result = results[index];
      return result && 'file' in result ? [{ id, ...result }] : [];
    });
    if (done.length === 0) return 0;
    await this.database.transaction(async () => {
      await this.files.keep(done.map(({ file }) => file));
      await this.database.execute(
        `update service.certificate set file_sha256 = file.sha256, template_version = file.version
         from unnest($1::uuid[], $2::text[], $3::text[]) as file (id, sha256, version)
         where certificate.id = file.id and certificate.file_sha256 is null`,
        [
          done.map(({ id }) => id),
          done.map(({ file }) => file.sha256),
          done.map(({ templateVersion }) => templateVersion),
        ],
      );
    });
    return done.length;
  }

  private async keepObstacles(waiting: Unrendered[], results: SheetResult[]): Promise<number> {
    const met = new Map<string, (Obstacle & { enrollmentId: string })[]>();
    waiting.forEach(({ classId, enrollmentId }, index) => {
      const result = results[index];
      if (!result || !('obstacle' in result)) return;
      met.set(classId, [...(met.get(classId) ?? []), { ...result.obstacle, enrollmentId }]);
    });
    for (const [classId, obstacles] of met) await this.repository.keepObstacles(classId, obstacles);
    return [...met.values()].flat().length;
  }
}

function batchesOf(ids: string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / batchSize) }, (_, index) =>
    ids.slice(index * batchSize, (index + 1) * batchSize),
  );
}
