import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Database } from '../../foundation/database/database.js';
import { Conflict, NotFound } from '../../foundation/error/domain-error.js';
import { ClassService } from '../class/class.service.js';
import { EnrollmentMessageService } from '../enrollment/enrollment-message.service.js';
import { RosterService } from '../enrollment/roster.service.js';

/** Dismissal (退学): the rule proposes it when leave goes beyond the class's share, a person decides. */
@Injectable()
export class DismissalService {
  constructor(
    private readonly database: Database,
    private readonly classes: ClassService,
    private readonly roster: RosterService,
    private readonly messages: EnrollmentMessageService,
  ) {}

  /** @throws Conflict for a person who is decided or has left; Forbidden for roles that may not dismiss */
  async dismiss(actor: Actor, classId: string, enrollmentId: string, reason: string): Promise<void> {
    await this.database.transaction(async () => {
      await this.ofClass(actor, classId, enrollmentId);
      const moved = await this.roster.move(actor, 'dismiss', [enrollmentId], reason);
      if (moved.length === 0) throw new Conflict('completion.notDismissible');
      await this.messages.dismissed(enrollmentId, reason);
    });
  }

  /** Takes a dismissal back. @throws Conflict for a person who was not dismissed */
  async readmit(actor: Actor, classId: string, enrollmentId: string): Promise<void> {
    await this.database.transaction(async () => {
      const { state } = await this.ofClass(actor, classId, enrollmentId);
      if (state !== 'dismissed') throw new Conflict('completion.notDismissed');
      await this.roster.move(actor, 'reconsider', [enrollmentId]);
    });
  }

  /** The person, for the page that asks for the reason. */
  async person(actor: Actor, classId: string, enrollmentId: string): Promise<{ name: string }> {
    return this.ofClass(actor, classId, enrollmentId);
  }

  private async ofClass(
    actor: Actor,
    classId: string,
    enrollmentId: string,
  ): Promise<{ name: string; state: string }> {
    await this.classes.reach(actor, classId, 'run');
    const found = await this.database.one<{ name: string; state: string }>(
      `select trainee.name, enrollment.state::text as state from integration.enrollment enrollment
       join targeting.trainee trainee on trainee.id = enrollment.trainee_id
       where enrollment.id = $1 and enrollment.class_id = $2 for update of enrollment`,
      [enrollmentId, classId],
    );
    if (!found) throw new NotFound();
    return found;
  }
}
