import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { shanghaiInstant } from '../../foundation/clock/clock.js';
import { instantOf } from '../../foundation/clock/local-time.js';
import { Database } from '../../foundation/database/database.js';
import { InvalidInput } from '../../foundation/error/domain-error.js';
import { AudienceDto, AudienceService } from '../../targeting/audience/audience.service.js';
import { approvalMustBeAcknowledged, ClassApplicationService } from './class-application.service.js';
import { RegistrationWindowDto } from './class.dto.js';
import { ClassService } from './class.service.js';

/** Whom a class is for, and when they may register themselves. */
@Injectable()
export class ClassAudienceService {
  constructor(
    private readonly database: Database,
    private readonly classes: ClassService,
    private readonly audiences: AudienceService,
    private readonly applications: ClassApplicationService,
    private readonly audit: Audit,
  ) {}

  /**
   * Says whom the class is for; absent lists ask for nothing. An approved class for other people goes back to its
   * authority; gives whether it did.
   * @throws InvalidInput `class.approvalAgain` at `acknowledged` unless that is accepted
   */
  async setAudience(actor: Actor, id: string, input: AudienceDto, acknowledged = false): Promise<boolean> {
    return this.database.transaction(async () => {
      const { audienceId, state } = await this.classes.lockToEdit(actor, id, 'manage');
      const former = await this.audiences.rule(audienceId);
      const audience = await this.audiences.replace(audienceId, input);
      if (audience.id === audienceId) return false;
      const again = state === 'approved' && !isDeepStrictEqual(former, audience.rule);
      if (again) approvalMustBeAcknowledged(acknowledged);
      await this.database.execute('update integration.class set audience_id = $2 where id = $1', [
        id,
        audience.id,
      ]);
      await this.classes.touch(actor, id);
      await this.audit.record(actor, {
        action: 'class.audience',
        subjectType: 'class',
        subjectId: id,
        after: audience.rule,
      });
      if (again) await this.applications.fileAgain(actor, id);
      return again;
    });
  }

  /** Sets the window of self-registration; the seat statement judges it, jobs only announce it. */
  async setWindow(actor: Actor, id: string, input: RegistrationWindowDto): Promise<void> {
    const opensAt = input.opensAt === undefined ? null : instantOf(input.opensAt);
    const closesAt = input.closesAt === undefined ? null : instantOf(input.closesAt);
    if (opensAt && closesAt && closesAt <= opensAt)
      throw new InvalidInput([{ field: 'closesAt', code: 'class.windowClosesBeforeItOpens' }]);
    await this.database.transaction(async () => {
      const trainingClass = await this.classes.lockToEdit(actor, id, 'manage');
      if (closesAt && closesAt > shanghaiInstant(trainingClass.endsOn, '23:59'))
        throw new InvalidInput([{ field: 'closesAt', code: 'class.windowClosesAfterEnd' }]);
      await this.database.execute(
        `update integration.seat set opens_at = $2, closes_at = $3, self_registration = $4, waitlist_capacity = $5,
           approval_required = $6 where class_id = $1`,
        [id, opensAt, closesAt, opensAt !== null, input.waitlistCapacity, input.approvalRequired ?? false],
      );
      await this.classes.touch(actor, id);
      await this.audit.record(actor, {
        action: 'class.registration',
        subjectType: 'class',
        subjectId: id,
        after: { opensAt, closesAt, waitlistCapacity: input.waitlistCapacity },
      });
    });
  }
}
