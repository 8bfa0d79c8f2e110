import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import type { Actor } from '../../foundation/access/actor.js';
import { Configuration } from '../../foundation/config/configuration.js';
import { Bindings } from '../../foundation/database/bindings.js';
import { Database } from '../../foundation/database/database.js';
import { defaultPageSize, Page, pageOf, positionOf } from '../../foundation/database/keyset.js';
import { Conflict, NotFound } from '../../foundation/error/domain-error.js';
import type { OpenFile } from '../../foundation/storage/file-store.js';
import { type ClassAccess, ClassService } from '../../integration/class/class.service.js';
import { CertificateFiles } from './certificate-files.js';
import { CertificateRenderService } from './certificate-render.service.js';
import { CertificateView, certificateView } from './certificate-view.rules.js';
import type { CertificateQuery } from './certificate.dto.js';
import { Certificate } from './certificate.entity.js';

/** A PDF to be sent, and the name under which it is saved. */
export interface CertificateFile {
  name: string;
  file: OpenFile;
}

/** What people read of certificates: a class's runners all of it, a trainee the own ones. */
@Injectable()
export class CertificateRecordService {
  constructor(
    private readonly database: Database,
    private readonly classes: ClassService,
    private readonly rendering: CertificateRenderService,
    private readonly files: CertificateFiles,
    private readonly configuration: Configuration,
  ) {}

  /** In seat order. @throws NotFound for a class the actor doesn't run */
  async ofClass(actor: Actor, classId: string, query: CertificateQuery): Promise<Page<CertificateView>> {
    await this.classes.reach(actor, classId, accessOf(actor));
    const bindings = new Bindings();
    const conditions = [`class_id = ${bindings.add(classId)}`];
    if (query.state) conditions.push(`state = ${bindings.add(query.state)}`);
    if (query.number !== undefined) conditions.push(`register_number = ${bindings.add(query.number.trim())}`);
    const [seat, id] = positionOf(query, 'number', 'id') ?? [];
    if (seat !== undefined && id !== undefined)
      conditions.push(
        `(coalesce(seat_order, 2147483647), id) > (${bindings.add(seat)}::bigint, ${bindings.add(id)})`,
      );
    const limit = query.limit ?? defaultPageSize;
    const ids = await this.database.query<{ id: string; seat: number }>(
      `select id, coalesce(seat_order, 2147483647) as seat from service.certificate
       where ${conditions.join(' and ')} order by seat, id limit ${bindings.add(limit + 1)}`,
      bindings.values,
    );
    const page = pageOf(ids, limit, (row) => [String(row.seat), row.id]);
    return { ...page, items: await this.views(page.items.map((row) => row.id)) };
  }

  /** Newest first. */
  async own(actor: Actor): Promise<CertificateView[]> {
    if (actor.traineeId === undefined) return [];
    const found = await this.database.repository(Certificate).find({
      where: { traineeId: actor.traineeId },
      order: { issuedOn: 'DESC', id: 'DESC' },
      take: 200,
    });
    return found.map((certificate) => certificateView(certificate, this.configuration.publicUrl));
  }

  /** @param key id or register number. @throws NotFound also out of reach */
  async find(actor: Actor, key: string): Promise<CertificateView> {
    return certificateView(await this.reach(actor, key), this.configuration.publicUrl);
  }

  /**
   * The PDF; one that nobody has asked for before is set now. What has ended is given to a class's runners only.
   * @throws NotFound out of reach; Conflict for an ended one; BrokenRule when it can't be printed
   */
  async file(actor: Actor, key: string): Promise<CertificateFile> {
    const { id, state, registerNumber, fileSha256 } = await this.reach(actor, key);
    if (state !== 'issued' && (actor.role === 'trainee' || fileSha256 === null))
      throw new Conflict('certificate.ended');
    if (fileSha256 === null) await this.rendering.renderOne(id);
    const { fileSha256: sha256 } = await this.database.repository(Certificate).findOneByOrFail({ id });
    if (sha256 === null) throw new Conflict('certificate.notRendered');
    return { name: `${registerNumber}.pdf`, file: await this.files.open(sha256) };
  }

  private async reach(actor: Actor, key: string): Promise<Certificate> {
    const certificates = this.database.repository(Certificate);
    const found = await certificates.findOneBy(isUUID(key) ? { id: key } : { registerNumber: key });
    if (!found) throw new NotFound();
    if (actor.role !== 'trainee') await this.classes.reach(actor, found.classId, accessOf(actor));
    else if (found.traineeId !== actor.traineeId) throw new NotFound();
    return found;
  }

  private async views(ids: string[]): Promise<CertificateView[]> {
    const found = await this.database.query<Certificate & { place: number }>(
      `select certificate.id, class_id as "classId", trainee_id as "traineeId", register_number as "registerNumber", check_code as "checkCode",
         person_name as "personName", inputs, seat_order as "seatOrder", file_sha256 as "fileSha256", state,
         replaces_id as "replacesId", ended_at as "endedAt", ended_reason as "endedReason", issued_on::text as "issuedOn"
       from unnest($1::uuid[]) with ordinality as wanted (id, place)
       join service.certificate on certificate.id = wanted.id order by place`,
      [ids],
    );
    return found.map((certificate) => certificateView(certificate, this.configuration.publicUrl));
  }
}

/** An administrator runs no class and reads all of them. */
function accessOf(actor: Actor): ClassAccess {
  return actor.role === 'administrator' ? 'see' : 'run';
}
