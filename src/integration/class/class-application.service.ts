import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Database } from '../../foundation/database/database.js';
import { Application } from '../../responsibility/application/application.entity.js';
import {
  ApplicationInput,
  ApplicationService,
} from '../../responsibility/application/application.service.js';
import { ClassMessageService } from './class-message.service.js';
import type { TrainingClass } from './training-class.entity.js';

/** The application of a class: what it says is what stands in the class when it is filed. */
@Injectable()
export class ClassApplicationService {
  constructor(
    private readonly database: Database,
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
