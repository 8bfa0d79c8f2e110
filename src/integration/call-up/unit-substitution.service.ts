import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Database } from '../../foundation/database/database.js';
import { BrokenRule, Conflict, InvalidInput, NotFound } from '../../foundation/error/domain-error.js';
import { EligibilityService, isDuplicate } from '../eligibility/eligibility.service.js';
import { SubstitutionResult, SubstitutionService } from '../enrollment/substitution.service.js';
import { CallUpAccess } from './call-up.access.js';
import { SubstituteDto } from './call-up.dto.js';
import { CallUpRepository } from './call-up.repository.js';
import { CandidateService } from './candidate.service.js';

/** A unit changes one of the names it returned: with its own people only, and nobody twice called up unnoticed. */
@Injectable()
export class UnitSubstitutionService {
  constructor(
    private readonly database: Database,
    private readonly substitutions: SubstitutionService,
    private readonly eligibility: EligibilityService,
    private readonly candidates: CandidateService,
    private readonly access: CallUpAccess,
    private readonly rows: CallUpRepository,
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
      await this.mustBeNamedHere(recipientId, input.outEnrollmentId);
      if (!(await this.candidates.nameable(actor, recipient, [input.inTraineeId])).has(input.inTraineeId))
        throw new InvalidInput([{ field: 'inTraineeId', code: 'call-up.error.notYours' }]);
      await this.mustNotClash(callUp.classId, input);
      const result = await this.substitutions.substitute(actor, input);
      const verb = result.state === 'done' ? 'substitute' : 'requestSubstitution';
      await this.rows.step(actor, callUpId, verb, { recipientId, detail: result });
      return result;
    });
  }

  /** Takes a request back that nobody has answered. */
  async withdraw(actor: Actor, callUpId: string, recipientId: string, enrollmentId: string): Promise<void> {
    await this.database.transaction(async () => {
      await this.access.own(actor, callUpId, recipientId);
      await this.mustBeNamedHere(recipientId, enrollmentId);
      const request = await this.database.one<{ id: string }>(
        `select id from integration.substitution_request where out_enrollment_id = $1 and state = 'requested'`,
        [enrollmentId],
      );
      if (!request) throw new Conflict('enrollment.substitutionDecided');
      await this.substitutions.withdraw(actor, request.id);
      await this.rows.step(actor, callUpId, 'withdrawSubstitution', { recipientId });
    });
  }

  private async mustBeNamedHere(recipientId: string, enrollmentId: string): Promise<void> {
    const named = await this.database.one(
      'select 1 from integration.enrollment where id = $1 and recipient_id = $2',
      [enrollmentId, recipientId],
    );
    if (!named) throw new NotFound();
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
