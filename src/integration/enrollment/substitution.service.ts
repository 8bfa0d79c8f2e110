import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import { Conflict, InvalidInput, NotFound } from '../../foundation/error/domain-error.js';
import { ClassService } from '../class/class.service.js';
import { EnrollmentMessageService } from './enrollment-message.service.js';
import { RosterService } from './roster.service.js';
import { SubstitutionDecisionDto } from './substitution.dto.js';
import {
  RequestToDecide,
  SubstitutionRequest,
  SubstitutionRequestRepository,
} from './substitution-request.repository.js';
import { nextSubstitutionState, SubstitutionVerb } from './substitution.rules.js';

export { SubstitutionDecisionDto } from './substitution.dto.js';
export type { SubstitutionRequest } from './substitution-request.repository.js';
export { waitingSubstitutions } from './substitution-request.repository.js';

/** Reason kept when a unit changes a name that nobody has confirmed and gives none. */
const byUnit = '单位换人';

/** Who comes in whose place. */
export interface Swap {
  outEnrollmentId: string;
  inTraineeId: string;
  /** Needed where the organizer's consent is. */
  reason?: string | undefined;
  /** Why the new person comes although in another class at that time. */
  overrideReason?: string | undefined;
}

/** Done at once, or waiting for the coordinator. */
export type SubstitutionResult =
  { state: 'done'; enrollmentId: string } | { state: 'requested'; requestId: string };

/**
 * One person in another's place (换人), on whichever way it is asked for: a unit does it freely while it still
 * proposes, and asks the coordinator for consent afterwards.
 */
@Injectable()
export class SubstitutionService {
  constructor(
    private readonly database: Database,
    private readonly classes: ClassService,
    private readonly roster: RosterService,
    private readonly requests: SubstitutionRequestRepository,
    private readonly messages: EnrollmentMessageService,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** @throws InvalidInput without a reason where consent is needed, Conflict while another request waits */
  async substitute(actor: Actor, swap: Swap): Promise<SubstitutionResult> {
    return this.database.transaction(async () => {
      const { outEnrollmentId, inTraineeId } = swap;
      const leaving = await this.roster.replaceable(actor, outEnrollmentId, inTraineeId);
      if (leaving.consentNeeded) return { state: 'requested', requestId: await this.ask(actor, swap) };
      const enrollmentId = await this.put(actor, outEnrollmentId, inTraineeId, swap.reason ?? byUnit);
      await this.keepOverride(actor, leaving.classId, enrollmentId, swap.overrideReason ?? null);
      return { state: 'done', enrollmentId };
    });
  }

  /** Requests that wait, of one class; for those who run it. */
  async open(actor: Actor, classId: string): Promise<SubstitutionRequest[]> {
    await this.classes.reach(actor, classId, 'run');
    return this.requests.waiting({ classId });
  }

  /** Requests that wait for this coordinator, over all classes. */
  async waiting(actor: Actor): Promise<SubstitutionRequest[]> {
    return actor.role === 'coordinator' ? this.requests.waiting({ manager: actor }) : [];
  }

  /** The coordinator consents, and the seat changes hands at once, or refuses with a reason. */
  async decide(actor: Actor, requestId: string, input: SubstitutionDecisionDto): Promise<void> {
    await this.database.transaction(async () => {
      const request = await this.requests.lock(requestId);
      if (!request) throw new NotFound();
      await this.classes.reach(actor, request.classId, 'manage');
      const { decision, answer } = input;
      if (decision === 'refuse' && answer === undefined)
        throw new InvalidInput([{ field: 'answer', code: 'enrollment.answerNeeded' }]);
      await this.settle(actor, request, decision, answer);
      if (decision === 'approve') {
        const enrollmentId = await this.put(actor, request.outId, request.inId, request.reason);
        await this.keepOverride(actor, request.classId, enrollmentId, request.overrideReason);
      }
      await this.messages.substitutionDecided(request, decision, answer);
    });
  }

  /** Whoever asked takes the request back while it waits. */
  async withdraw(actor: Actor, requestId: string): Promise<void> {
    await this.database.transaction(async () => {
      const request = await this.requests.lock(requestId);
      if (!request || !(await this.roster.reaches(actor, request.outId))) throw new NotFound();
      await this.settle(actor, request, 'withdraw');
    });
  }

  private async ask(actor: Actor, swap: Swap): Promise<string> {
    const { outEnrollmentId: outId, inTraineeId: inId, reason, overrideReason = null } = swap;
    if (reason === undefined) throw new InvalidInput([{ field: 'reason', code: 'enrollment.reasonNeeded' }]);
    const request = { outId, inId, reason, overrideReason };
    const id = await this.requests.add(actor, request, this.clock.now());
    if (id === undefined) throw new Conflict('enrollment.substitutionWaits');
    await this.record(actor, 'request', id, { outId, inId, reason });
    await this.messages.substitutionRequested({ ...request, id });
    return id;
  }

  private async put(actor: Actor, outId: string, inId: string, reason: string): Promise<string> {
    const enrollmentId = await this.roster.swap(actor, outId, inId, reason);
    await this.messages.substituted(outId, enrollmentId, reason);
    return enrollmentId;
  }

  private async settle(
    actor: Actor,
    { id, state }: RequestToDecide,
    verb: SubstitutionVerb,
    answer?: string,
  ): Promise<void> {
    await this.requests.settle(actor, id, nextSubstitutionState(state, verb), answer, this.clock.now());
    await this.record(actor, verb, id, answer === undefined ? undefined : { answer });
  }

  /** A class twice called up needs its reason on the roster, also when it came by substitution. */
  private async keepOverride(
    actor: Actor,
    classId: string,
    enrollmentId: string,
    reason: string | null,
  ): Promise<void> {
    if (reason === null) return;
    await this.database.execute(
      `insert into integration.duplicate_call_up (enrollment_id, other_class_id, reason, account_id)
       select mine.id, other.id, $3, (select id from responsibility.account where id = $4)
       from integration.enrollment mine
       join integration.class class on class.id = mine.class_id
       join integration.enrollment twice on twice.trainee_id = mine.trainee_id and twice.class_id <> mine.class_id
         and twice.state in ('pending', 'confirmed', 'arrived')
       join integration.class other on other.id = twice.class_id
         and daterange(other.starts_on, other.ends_on, '[]') && daterange(class.starts_on, class.ends_on, '[]')
       where mine.id = $1 and mine.class_id = $2 on conflict do nothing`,
      [enrollmentId, classId, reason, actor.accountId],
    );
  }

  private record(actor: Actor, verb: string, id: string, after?: object): Promise<void> {
    return this.audit.record(actor, {
      action: `substitution.${verb}`,
      subjectType: 'substitutionRequest',
      subjectId: id,
      ...(after && { after }),
    });
  }
}
