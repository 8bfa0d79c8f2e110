import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import { BrokenRule, Conflict, InvalidInput, NotFound } from '../../foundation/error/domain-error.js';
import { ClassService } from '../class/class.service.js';
import { EligibilityService, isDuplicate } from '../eligibility/eligibility.service.js';
import { RosterService } from '../enrollment/roster.service.js';
import { CallUpAccess } from './call-up.access.js';
import { SubstituteDto, SubstitutionDecisionDto } from './call-up.dto.js';
import { CallUpMessages } from './call-up-messages.js';
import { CallUpRepository } from './call-up.repository.js';
import { CandidateService } from './candidate.service.js';

/** Reason kept when a unit changes a name that nobody has confirmed and gives none. */
const byUnit = '单位换人';

/** Done at once, or waiting for the coordinator. */
export type SubstitutionResult =
  { state: 'done'; enrollmentId: string } | { state: 'requested'; requestId: string };

/** A substitution that waits for the coordinator's word. */
export interface SubstitutionRequest {
  id: string;
  outEnrollmentId: string;
  outName: string;
  inTraineeId: string;
  inName: string;
  inPost: string | null;
  reason: string;
  unitName: string | null;
  requestedByName: string | null;
  requestedAt: Date;
}

/**
 * One person in another's place (换人). The unit does it freely until the coordinator has confirmed the name;
 * afterwards the coordinator's consent is asked for.
 */
@Injectable()
export class SubstitutionService {
  constructor(
    private readonly database: Database,
    private readonly classes: ClassService,
    private readonly roster: RosterService,
    private readonly eligibility: EligibilityService,
    private readonly candidates: CandidateService,
    private readonly access: CallUpAccess,
    private readonly rows: CallUpRepository,
    private readonly messages: CallUpMessages,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** @throws BrokenRule when the new person is in another class at that time and no reason is given */
  async substitute(
    actor: Actor,
    callUpId: string,
    recipientId: string,
    input: SubstituteDto,
  ): Promise<SubstitutionResult> {
    return this.database.transaction(async () => {
      const { callUp, recipient } = await this.access.own(actor, callUpId, recipientId);
      if (callUp.state === 'withdrawn') throw new Conflict('call-up.error.withdrawn');
      const leaving = await this.database.one<{ state: string }>(
        'select state::text from integration.enrollment where id = $1 and recipient_id = $2',
        [input.outEnrollmentId, recipientId],
      );
      if (!leaving) throw new NotFound();
      if (!(await this.candidates.nameable(actor, recipient, [input.inTraineeId])).has(input.inTraineeId))
        throw new InvalidInput([{ field: 'inTraineeId', code: 'call-up.error.notYours' }]);
      await this.mustNotClash(callUp.classId, input);
      const consent = leaving.state === 'confirmed' && !(await this.access.owns(actor, callUp, 'manage'));
      if (consent) return this.request(actor, callUpId, recipientId, input);
      const reason = input.reason ?? byUnit;
      const enrollmentId = await this.roster.substitute(
        actor,
        input.outEnrollmentId,
        input.inTraineeId,
        reason,
      );
      await this.rows.step(actor, callUpId, 'substitute', { recipientId, detail: { enrollmentId } });
      return { state: 'done', enrollmentId };
    });
  }

  /** Requests that wait, of one class; for those who manage it. */
  async open(actor: Actor, classId: string): Promise<SubstitutionRequest[]> {
    await this.classes.reach(actor, classId, 'run');
    return this.database.query<SubstitutionRequest>(
      `select request.id, request.out_enrollment_id as "outEnrollmentId", leaving.name as "outName",
         request.in_trainee_id as "inTraineeId", coming.name as "inName", coming.post as "inPost", request.reason,
         coalesce(organization.name, division.name) as "unitName", account.name as "requestedByName",
         request.requested_at as "requestedAt"
       from integration.substitution_request request
       join integration.enrollment enrollment on enrollment.id = request.out_enrollment_id
       join targeting.trainee leaving on leaving.id = enrollment.trainee_id
       join targeting.trainee coming on coming.id = request.in_trainee_id
       left join integration.call_up_recipient recipient on recipient.id = enrollment.recipient_id
       left join responsibility.division division on division.id = recipient.division_id
       left join responsibility.organization organization on organization.id = recipient.organization_id
       left join responsibility.account account on account.id = request.requested_by
       where enrollment.class_id = $1 and request.state = 'requested' order by request.id`,
      [classId],
    );
  }

  /** The coordinator consents, and the seat changes hands at once, or refuses with a reason. */
  async decide(actor: Actor, requestId: string, input: SubstitutionDecisionDto): Promise<void> {
    await this.database.transaction(async () => {
      const request = await this.database.one<RequestRow>(
        `select request.id, request.state, request.reason, request.out_enrollment_id as "outId",
           request.in_trainee_id as "inId", enrollment.class_id as "classId"
         from integration.substitution_request request
         join integration.enrollment enrollment on enrollment.id = request.out_enrollment_id
         where request.id = $1 for update of request`,
        [requestId],
      );
      if (!request || !(await this.access.owns(actor, request, 'manage'))) throw new NotFound();
      if (request.state !== 'requested') throw new Conflict('call-up.error.substitutionDecided');
      const approve = input.decision === 'approve';
      if (!approve && input.answer === undefined)
        throw new InvalidInput([{ field: 'answer', code: 'error.required' }]);
      if (approve) await this.roster.substitute(actor, request.outId, request.inId, request.reason);
      await this.database.execute(
        `update integration.substitution_request set state = $2, decided_at = $3, answer = $4,
           decided_by = (select id from responsibility.account where id = $5) where id = $1`,
        [
          requestId,
          approve ? 'approved' : 'refused',
          this.clock.now(),
          input.answer ?? null,
          actor.accountId,
        ],
      );
      await this.audit.record(actor, {
        action: approve ? 'substitution.approve' : 'substitution.refuse',
        subjectType: 'substitutionRequest',
        subjectId: requestId,
        ...(input.answer !== undefined && { after: { answer: input.answer } }),
      });
    });
  }

  private async request(
    actor: Actor,
    callUpId: string,
    recipientId: string,
    input: SubstituteDto,
  ): Promise<SubstitutionResult> {
    if (input.reason === undefined) throw new InvalidInput([{ field: 'reason', code: 'error.required' }]);
    const open = await this.database.one(
      `select from integration.substitution_request where out_enrollment_id = $1 and state = 'requested'`,
      [input.outEnrollmentId],
    );
    if (open) throw new Conflict('call-up.error.substitutionWaits');
    const row = await this.database.one<{ id: string }>(
      `insert into integration.substitution_request (out_enrollment_id, in_trainee_id, reason, requested_by, requested_at)
       values ($1, $2, $3, (select id from responsibility.account where id = $4), $5) returning id`,
      [input.outEnrollmentId, input.inTraineeId, input.reason, actor.accountId, this.clock.now()],
    );
    const requestId = row?.id ?? '';
    await this.rows.step(actor, callUpId, 'requestSubstitution', { recipientId });
    const callUp = await this.rows.one(callUpId);
    const [unit] = (await this.rows.recipients([callUpId])).filter(({ id }) => id === recipientId);
    if (callUp)
      await this.messages.toIssuer(callUp, 'substitutionRequested', `substitution/${requestId}`, {
        unit: unit?.name,
      });
    return { state: 'requested', requestId };
  }

  private async mustNotClash(classId: string, input: SubstituteDto): Promise<void> {
    if (input.overrideReason !== undefined) return;
    const findings = await this.eligibility.findings(classId, [input.inTraineeId]);
    const [clash] = (findings.get(input.inTraineeId) ?? []).filter(isDuplicate);
    if (clash)
      throw new BrokenRule('call-up.refusal.duplicate', clash.params, [
        { field: 'inTraineeId', code: 'call-up.refusal.duplicate', params: clash.params },
      ]);
  }
}

interface RequestRow {
  id: string;
  state: string;
  reason: string;
  outId: string;
  inId: string;
  classId: string;
}
