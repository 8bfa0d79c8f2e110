import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Database } from '../../foundation/database/database.js';
import { Conflict, NotFound } from '../../foundation/error/domain-error.js';
import { zipped, type ZipPart } from '../../foundation/spreadsheet/zip.writer.js';
import { ClassService } from '../../integration/class/class.service.js';
import { CertificateFiles } from './certificate-files.js';

const rowsAtATime = 200;
const unsafeInNames = /[\\/:*?"<>|\p{Cc}]/gu;

/** All certificates of a class as one archive, in seat order. */
@Injectable()
export class CertificateArchiveService {
  constructor(
    private readonly database: Database,
    private readonly classes: ClassService,
    private readonly files: CertificateFiles,
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
    return { name: `${code}.zip`, content: zipped(this.parts(classId)) };
  }

  private async *parts(classId: string): AsyncGenerator<ZipPart> {
    let after: [seat: number, id: string] = [-1, '00000000-0000-0000-0000-000000000000'];
    for (;;) {
      const rows = await this.database.query<{
        id: string;
        seat: number;
        name: string;
        number: string;
        sha256: string;
      }>(
        `select id, coalesce(seat_order, 2147483647) as seat, person_name as name, register_number as number,
           file_sha256 as sha256
         from service.certificate
         where class_id = $1 and state = 'issued' and file_sha256 is not null
           and (coalesce(seat_order, 2147483647), id) > ($2, $3)
         order by seat, id limit ${rowsAtATime}`,
        [classId, ...after],
      );
      for (const { seat, name, number, sha256 } of rows) {
        const place = seat === 2147483647 ? '' : `${String(seat).padStart(4, '0')}-`;
        yield {
          name: `${place}${name}-${number}.pdf`.replace(unsafeInNames, '_'),
          chunks: this.files.read(sha256),
        };
      }
      const last = rows.at(-1);
      if (!last || rows.length < rowsAtATime) return;
      after = [last.seat, last.id];
    }
  }
}
