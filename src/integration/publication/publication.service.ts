import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Database } from '../../foundation/database/database.js';
import { BrokenRule, Conflict } from '../../foundation/error/domain-error.js';
import { Application } from '../../responsibility/application/application.entity.js';
import { ApplicationService } from '../../responsibility/application/application.service.js';
import { ClassApplicationService } from '../class/class-application.service.js';
import { ClassMessageService } from '../class/class-message.service.js';
import { ClassService } from '../class/class.service.js';
import { SessionService } from '../session/session.service.js';
import { checkPublication, Finding, hasErrors } from './publication-check.rules.js';
import { PublicationFactsRepository } from './publication-facts.repository.js';

const clashCodes = ['publication.finding.placeClash', 'publication.finding.instructorClash'];

/** From a draft to a class that people may join: application, approval, publication; or its end by cancellation. */
@Injectable()
export class PublicationService {
  constructor(
    private readonly database: Database,
    private readonly classes: ClassService,
    private readonly sessions: SessionService,
    private readonly applications: ApplicationService,
    private readonly filing: ClassApplicationService,
    private readonly facts: PublicationFactsRepository,
    private readonly messages: ClassMessageService,
  ) {}

  /** What stands against publishing the class now. */
  async check(actor: Actor, id: string): Promise<Finding[]> {
    await this.classes.reach(actor, id, 'see');
    return checkPublication(await this.facts.of(id));
  }

  /**
   * Files the class's application, or files a returned one again.
   * @throws BrokenRule `publication.refused` while the basics have errors
   */
  async submit(actor: Actor, id: string): Promise<Application> {
    return this.database.transaction(async () => {
      const trainingClass = await this.classes.move(actor, id, 'submit', {
        guard: async () => {
          const findings = checkPublication(await this.facts.of(id));
          refuseErrors(findings.filter(({ step }) => step === 'basics'));
        },
      });
      return this.filing.file(actor, trainingClass);
    });
  }

  /** The training authority approves: the application gets its approval number, its class may be published. */
  async approve(actor: Actor, applicationId: string, comment?: string): Promise<Application> {
    return this.database.transaction(async () => {
      const classId = await this.lockClassOf(applicationId);
      const application = await this.applications.approve(actor, applicationId, comment);
      if (classId) {
        const { version } = await this.classes.move(actor, classId, 'approve');
        await this.messages.decided(classId, 'approved', String(version));
      }
      return application;
    });
  }

  /** Sends the application back with a reason; the class may be changed and submitted again. */
  async return(actor: Actor, applicationId: string, reason: string): Promise<Application> {
    return this.database.transaction(async () => {
      const classId = await this.lockClassOf(applicationId);
      const application = await this.applications.return(actor, applicationId, reason);
      if (classId) {
        const { version } = await this.classes.move(actor, classId, 'return', { reason });
        await this.messages.decided(classId, 'returned', String(version));
      }
      return application;
    });
  }

  /**
   * Publishes: from now on the class holds its places and instructors, is seen by its audience, and its seats can be
   * claimed within the window.
   * @throws BrokenRule `publication.refused` with every error as a field
   * @throws Conflict when a place or an instructor is taken by another published class
   */
  async publish(actor: Actor, id: string): Promise<void> {
    await this.database.transaction(async () => {
      await this.classes.move(actor, id, 'publish', {
        guard: async () => {
          refuseErrors(checkPublication(await this.facts.of(id)));
        },
      });
      await this.sessions.makeFirm(id, true);
      await this.database.execute('update integration.seat set open = true where class_id = $1', [id]);
      await this.messages.published(id);
    });
  }

  /** Calls the class off: seats are closed, places and instructors are free again, an open application is withdrawn. */
  async cancel(actor: Actor, id: string, reason: string): Promise<void> {
    await this.database.transaction(async () => {
      const trainingClass = await this.classes.move(actor, id, 'cancel', { reason });
      await this.database.execute('update integration.seat set open = false where class_id = $1', [id]);
      await this.sessions.makeFirm(id, false);
      const { applicationId } = trainingClass;
      if (applicationId && (await this.isUndecided(applicationId)))
        await this.applications.withdraw(actor, applicationId, reason);
      await this.messages.cancelled(id, reason);
    });
  }

  /** The class that an application is for. */
  async classOf(applicationId: string): Promise<string | undefined> {
    const row = await this.database.one<{ id: string }>(
      'select id from integration.class where application_id = $1',
      [applicationId],
    );
    return row?.id;
  }

  private async isUndecided(applicationId: string): Promise<boolean> {
    const application = await this.database.repository(Application).findOneBy({ id: applicationId });
    return application?.state === 'submitted' || application?.state === 'returned';
  }

  /** Classes are locked before their applications everywhere, so that a decision and a cancellation queue up. */
  private async lockClassOf(applicationId: string): Promise<string | undefined> {
    const row = await this.database.one<{ id: string }>(
      'select id from integration.class where application_id = $1 for update',
      [applicationId],
    );
    return row?.id;
  }
}

function refuseErrors(findings: Finding[]): void {
  const errors = findings.filter(({ level }) => level === 'error');
  if (!hasErrors(errors)) return;
  const fields = errors.map(({ step, code, params }) => ({ field: step, code, params }));
  const [first] = errors;
  if (first && errors.every(({ code }) => clashCodes.includes(code)))
    throw new Conflict(first.code, first.params, fields);
  throw new BrokenRule('publication.refused', { count: errors.length }, fields);
}
