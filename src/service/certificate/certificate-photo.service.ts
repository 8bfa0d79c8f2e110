import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Database } from '../../foundation/database/database.js';
import { NotFound } from '../../foundation/error/domain-error.js';
import { FileStore, type OpenFile } from '../../foundation/storage/file-store.js';
import { TraineeListService } from '../../targeting/trainee/trainee-list.service.js';
import { certificatePhoto } from './picture.rules.js';

export interface PhotoHolder {
  traineeId: string;
  name: string;
  /** Undefined when there is none; certificates then keep the place free. */
  setAt?: Date;
}

/** Photos for certificates: optional, a trainee's own or set by whoever manages the trainee. */
@Injectable()
export class CertificatePhotoService {
  constructor(
    private readonly database: Database,
    private readonly trainees: TraineeListService,
    private readonly store: FileStore,
    private readonly audit: Audit,
  ) {}

  /** @throws NotFound out of reach */
  async of(actor: Actor, traineeId: string): Promise<PhotoHolder> {
    const { name } = await this.reach(actor, traineeId);
    const photo = await this.database.one<{ setAt: Date }>(
      'select set_at as "setAt" from service.certificate_photo where trainee_id = $1',
      [traineeId],
    );
    return { traineeId, name, ...(photo && { setAt: photo.setAt }) };
  }

  /**
   * Certificates issued from now on bear it; issued ones stay as they are.
   * @throws NotFound out of reach; BrokenRule when it is no PNG or JPEG, broken or too small
   */
  async set(actor: Actor, traineeId: string, upload: Buffer): Promise<void> {
    await this.reach(actor, traineeId);
    const photo = await certificatePhoto(upload);
    await this.database.transaction(async () => {
      const { sha256 } = await this.store.put(photo, 'image/jpeg');
      await this.database.execute(
        `insert into service.certificate_photo (trainee_id, file_sha256, set_by)
         values ($1, $2, (select id from responsibility.account where id = $3))
         on conflict (trainee_id) do update
           set file_sha256 = excluded.file_sha256, set_by = excluded.set_by, set_at = now()`,
        [traineeId, sha256, actor.accountId],
      );
      await this.record(actor, traineeId, 'certificate.photo.set');
    });
  }

  /** @throws NotFound out of reach */
  async remove(actor: Actor, traineeId: string): Promise<void> {
    await this.reach(actor, traineeId);
    await this.database.transaction(async () => {
      const removed = await this.database.execute(
        'delete from service.certificate_photo where trainee_id = $1',
        [traineeId],
      );
      if (removed > 0) await this.record(actor, traineeId, 'certificate.photo.remove');
    });
  }

  /** @throws NotFound out of reach, or when there is none */
  async open(actor: Actor, traineeId: string): Promise<OpenFile> {
    await this.reach(actor, traineeId);
    const photo = await this.database.one<{ sha256: string }>(
      'select file_sha256 as sha256 from service.certificate_photo where trainee_id = $1',
      [traineeId],
    );
    if (!photo) throw new NotFound();
    return this.store.open(photo.sha256);
  }

  private async reach(actor: Actor, traineeId: string): Promise<{ name: string }> {
    if (actor.role !== 'trainee') return this.trainees.one(actor, traineeId);
    if (actor.traineeId !== traineeId) throw new NotFound();
    return { name: actor.name };
  }

  private async record(actor: Actor, traineeId: string, action: string): Promise<void> {
    await this.audit.record(actor, { action, subjectType: 'trainee', subjectId: traineeId });
  }
}
