import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Database } from '../../foundation/database/database.js';
import { InvalidInput } from '../../foundation/error/domain-error.js';
import { Application } from '../../responsibility/application/application.entity.js';
import {
  ApplicationInput,
  ApplicationService,
} from '../../responsibility/application/application.service.js';
import { ClassMessageService } from './class-message.service.js';
import { ClassService } from './class.service.js';
import type { TrainingClass } from './training-class.entity.js';

/** The application of a class: what it says is what stands in the class when it is filed. */
@Injectable()
export class ClassApplicationService {
  constructor(
    private readonly database: Database,
    private readonly classes: ClassService,
    private readonly applications: ApplicationService,
    private readonly messages: ClassMessageService,
  ) {}

  /** Files the class as it stands, for the first time or again; its authority is told. Joins the caller's transaction. */
  async file(actor: Actor, trainingClass: TrainingClass): Promise<Application> {
    const { id, applicationId, version } = trainingClass;
    const application = await this.applications.submit(
      actor,
      await this.contentOf(trainingClass),
      applicationId ?? undefined,
    );
    await this.database.execute('update integration.class set application_id = $2 where id = $1', [
      id,
      application.id,
    ]);
    await this.messages.submitted(id, `submitted/${version}`);
    return application;
  }

  /** Takes an approved class back to its authority, because what was approved is another now. */
  async fileAgain(actor: Actor, id: string): Promise<void> {
    await this.file(actor, await this.classes.move(actor, id, 'reapply'));
  }

  private async contentOf(trainingClass: TrainingClass): Promise<ApplicationInput> {
    const seat = await this.database.one<{ capacity: number }>(
      'select capacity from integration.seat where class_id = $1',
      [trainingClass.id],
    );
    const { title, divisionId, leadOrganizationId, hostOrganizationId, startsOn, endsOn, hours } =
      trainingClass;
    return {
      title,
      divisionId,
      leadOrganizationId,
      hostOrganizationId,
      startsOn,
      endsOn,
      hours,
      persons: seat?.capacity ?? 1,
    };
  }
}

/** @throws InvalidInput `class.approvalAgain` at `acknowledged`, so that nobody loses an approval unawares */
export function approvalMustBeAcknowledged(acknowledged: boolean | undefined): void {
  if (acknowledged !== true) throw new InvalidInput([{ field: 'acknowledged', code: 'class.approvalAgain' }]);
}
