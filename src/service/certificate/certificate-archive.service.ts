import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Database } from '../../foundation/database/database.js';
import { Conflict, NotFound } from '../../foundation/error/domain-error.js';
import { type StoredPart, zipped } from '../../foundation/spreadsheet/zip.writer.js';
import { ClassService } from '../../integration/class/class.service.js';
import { CertificateFiles } from './certificate-files.js';

const rowsAtATime = 192;
const filesAtATime = 16;
const noSeat = 2_147_483_647;
const unsafeInNames = /[\\/:*?"<>|\p{Cc}]/gu;

interface PackedRow {
  id: string;
  seat: number;
  name: string;
  number: string;
  sha256: string;
}

/** All certificates of a class as one archive, in seat order. */
@Injectable()
export class CertificateArchiveService {
  constructor(
    private readonly database: Database,
    private readonly classes: ClassService,
    private readonly files: CertificateFiles,
    private readonly audit: Audit,
  ) {}

  /**
   * The bytes, made while they are read; memory stays flat whatever the class's size. Names begin with the seat
   * number, so that printing the folder by name gives the order in which certificates are handed out.
   * @throws NotFound when there is none; Conflict while some are still being set
   */
  async ofClass(actor: Actor, classId: string): Promise<{ name: string; content: AsyncIterable<Buffer> }> {
    const { code } = await this.classes.reach(actor, classId, 'run');
    const counts = await this.database.one<{ ready: number; unset: number }>(
      `select (count(*) filter (where file_sha256 is not null))::integer as ready,
         (count(*) filter (where file_sha256 is null and wanted_at is not null and obstacle.enrollment_id is null))::integer
           as unset
       from service.certificate
       left join service.certificate_obstacle obstacle on obstacle.enrollment_id = certificate.enrollment_id
       where certificate.class_id = $1 and certificate.state = 'issued'`,
      [classId],
    );
    if (counts && counts.unset > 0) throw new Conflict('certificate.beingSet', { count: counts.unset });
    if (!counts?.ready) throw new NotFound('certificate.none');
    await this.audit.record(actor, {
      action: 'certificate.archive',
      subjectType: 'class',
      subjectId: classId,
      after: { rows: counts.ready },
    });
    return { name: `${code}.zip`, content: zipped(this.parts(classId)) };
  }

  private async *parts(classId: string): AsyncGenerator<StoredPart> {
    let after: [seat: number, id: string] = [-1, '00000000-0000-0000-0000-000000000000'];
    for (;;) {
      const rows = await this.database.query<PackedRow>(
        `select id, coalesce(seat_order, ${noSeat}) as seat, person_name as name, register_number as number,
           file_sha256 as sha256
         from service.certificate
         where class_id = $1 and state = 'issued' and file_sha256 is not null
           and (coalesce(seat_order, ${noSeat}), id) > ($2, $3)
         order by seat, id limit ${rowsAtATime}`,
        [classId, ...after],
      );
      for (let from = 0; from < rows.length; from += filesAtATime) {
        const some = rows.slice(from, from + filesAtATime);
        const read = await Promise.all(some.map(({ sha256 }) => this.files.bytes(sha256)));
        for (const [index, stored] of read.entries()) yield { name: partName(some[index]), stored };
      }
      const last = rows.at(-1);
      if (!last || rows.length < rowsAtATime) return;
      after = [last.seat, last.id];
    }
  }
}

/** `0001-张三-陕训结字〔2026〕第000123号.pdf`. */
function partName(row: PackedRow | undefined): string {
  if (!row) return '';
  const place = row.seat === noSeat ? '' : `${String(row.seat).padStart(4, '0')}-`;
  return `${place}${row.name}-${row.number}.pdf`.replace(unsafeInNames, '_');
}
