import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import {
  BrokenRule,
  Conflict,
  FieldError,
  InvalidInput,
  NotFound,
} from '../../foundation/error/domain-error.js';
import { DivisionService } from '../../responsibility/division/division.service.js';
import { TraineeService } from '../../targeting/trainee/trainee.service.js';
import { EligibilityService, Finding, isDuplicate } from '../eligibility/eligibility.service.js';
import { EnrollmentService, PersonOutcome } from '../enrollment/enrollment.service.js';
import { RosterService } from '../enrollment/roster.service.js';
import { CallUpAccess } from './call-up.access.js';
import { NamesDto, NewPersonDto } from './call-up.dto.js';
import type { CallUp } from './call-up.entity.js';
import type { CallUpRecipient } from './call-up-recipient.entity.js';
import { CallUpRepository } from './call-up.repository.js';
import { CandidateService } from './candidate.service.js';

/** What became of a name; `duplicate` comes with the classes that stand against it. */
export type NameOutcome =
  PersonOutcome | { traineeId: string; outcome: 'refused'; code: 'callUp.duplicate'; findings: Finding[] };

/** Reason kept with a name that its unit took back. */
const takenBack = '单位撤回';

/** A unit's answer to a notice: seen, these people, this one after all not. */
@Injectable()
export class ReplyService {
  constructor(
    private readonly database: Database,
    private readonly enrollments: EnrollmentService,
    private readonly roster: RosterService,
    private readonly trainees: TraineeService,
    private readonly divisions: DivisionService,
    private readonly eligibility: EligibilityService,
    private readonly candidates: CandidateService,
    private readonly access: CallUpAccess,
    private readonly rows: CallUpRepository,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** The unit has seen the notice; a second time changes nothing. */
  async acknowledge(actor: Actor, callUpId: string, recipientId: string): Promise<void> {
    await this.database.transaction(async () => {
      const { callUp } = await this.access.own(actor, callUpId, recipientId);
      if (callUp.state === 'withdrawn') throw new Conflict('call-up.error.withdrawn');
      const fresh = await this.database.execute(
        `update integration.call_up_recipient set acknowledged_at = $2,
           acknowledged_by = (select id from responsibility.account where id = $3)
         where id = $1 and acknowledged_at is null`,
        [recipientId, this.clock.now(), actor.accountId],
      );
      if (fresh > 0) await this.record(actor, callUpId, recipientId, 'acknowledge');
    });
  }

  /**
   * Names people. Each is judged by itself; those who are in another class at that time only go in with a reason.
   * @returns what became of each, in the order given
   * @throws BrokenRule when not one was taken, saying at each why
   */
  async name(actor: Actor, callUpId: string, recipientId: string, input: NamesDto): Promise<NameOutcome[]> {
    return this.database.transaction(async () => {
      const { callUp, recipient } = await this.access.own(actor, callUpId, recipientId);
      this.access.mustTakeNames(callUp);
      await this.mustBeOwn(actor, recipient, input.traineeIds);
      const findings = await this.duplicates(callUp.classId, input.traineeIds);
      const asked = input.traineeIds.filter((id) => input.overrideReason !== undefined || !findings.has(id));
      const settled = await this.enrollments.callUpReply(actor, recipientId, asked);
      const outcomes = input.traineeIds.map(
        (traineeId): NameOutcome =>
          settled.find((outcome) => outcome.traineeId === traineeId) ?? {
            traineeId,
            outcome: 'refused',
            code: 'callUp.duplicate',
            findings: findings.get(traineeId) ?? [],
          },
      );
      await this.keepOverrides(actor, outcomes, findings, input.overrideReason);
      await this.noteReply(actor, callUp, recipient, outcomes);
      return outcomes;
    });
  }

  /** Takes a name back as long as the coordinator has not confirmed it, also after the deadline. */
  async remove(actor: Actor, callUpId: string, recipientId: string, enrollmentId: string): Promise<void> {
    await this.database.transaction(async () => {
      const { callUp } = await this.access.own(actor, callUpId, recipientId);
      if (callUp.state === 'withdrawn') throw new Conflict('call-up.error.withdrawn');
      const named = await this.database.one<{ state: string }>(
        'select state::text from integration.enrollment where id = $1 and recipient_id = $2',
        [enrollmentId, recipientId],
      );
      if (!named) throw new NotFound();
      if (named.state !== 'pending' && named.state !== 'waitlisted')
        throw new Conflict('call-up.error.nameConfirmed');
      await this.roster.cancel(actor, enrollmentId, takenBack);
      await this.record(actor, callUpId, recipientId, 'remove', { enrollmentId });
    });
  }

  /** Puts somebody into the register and names them at once. */
  async register(
    actor: Actor,
    callUpId: string,
    recipientId: string,
    input: NewPersonDto,
  ): Promise<NameOutcome> {
    return this.database.transaction(async () => {
      const { callUp, recipient } = await this.access.own(actor, callUpId, recipientId);
      this.access.mustTakeNames(callUp);
      const { managingDivision, ...person } = input;
      const division = await this.divisions.byId(recipient.divisionId);
      const details = {
        ...person,
        managingDivision: managingDivision ?? division.code,
        ...(recipient.organizationId !== null && { organizationId: recipient.organizationId }),
      };
      const { id } = await this.trainees.register(actor, details, this.registrar(actor, division));
      const [outcome] = await this.name(actor, callUpId, recipientId, { traineeIds: [id] });
      if (!outcome) throw new NotFound();
      return outcome;
    });
  }

  /** Whose reach counts: a unit contact registers the unit's own people in the stead of the unit's division. */
  private registrar(actor: Actor, division: NonNullable<Actor['division']>): Actor {
    if (actor.role === 'coordinator') return actor;
    const { id, code, name, level } = division;
    return { ...actor, role: 'coordinator', division: { id, code, name, level } };
  }

  private async mustBeOwn(actor: Actor, recipient: CallUpRecipient, traineeIds: string[]): Promise<void> {
    const nameable = await this.candidates.nameable(actor, recipient, traineeIds);
    const strangers = traineeIds.flatMap((id, index): FieldError[] =>
      nameable.has(id) ? [] : [{ field: `traineeIds.${index}`, code: 'call-up.error.notYours' }],
    );
    if (strangers.length > 0) throw new InvalidInput(strangers);
  }

  private async duplicates(classId: string, traineeIds: string[]): Promise<Map<string, Finding[]>> {
    const findings = await this.eligibility.findings(classId, traineeIds);
    const duplicates = [...findings].map(([id, list]) => [id, list.filter(isDuplicate)] as const);
    return new Map(duplicates.filter(([, list]) => list.length > 0));
  }

  private async keepOverrides(
    actor: Actor,
    outcomes: NameOutcome[],
    findings: Map<string, Finding[]>,
    reason: string | undefined,
  ): Promise<void> {
    if (reason === undefined) return;
    const kept = outcomes.flatMap((outcome) =>
      outcome.outcome === 'refused'
        ? []
        : (findings.get(outcome.traineeId) ?? []).map(({ otherClassId }) => [
            outcome.enrollmentId,
            otherClassId,
          ]),
    );
    await this.database.execute(
      `insert into integration.duplicate_call_up (enrollment_id, other_class_id, reason, account_id)
       select enrollment_id, other_class_id, $3, (select id from responsibility.account where id = $4)
       from unnest($1::uuid[], $2::uuid[]) as kept (enrollment_id, other_class_id) on conflict do nothing`,
      [kept.map(([enrollment]) => enrollment), kept.map(([, other]) => other), reason, actor.accountId],
    );
  }

  private async noteReply(
    actor: Actor,
    callUp: CallUp,
    recipient: CallUpRecipient,
    outcomes: NameOutcome[],
  ): Promise<void> {
    const taken = outcomes.filter(({ outcome }) => outcome !== 'refused');
    if (taken.length === 0)
      throw new BrokenRule(
        'call-up.error.noneTaken',
        {},
        outcomes.map((outcome, index) => ({ field: `traineeIds.${index}`, ...refusalOf(outcome) })),
      );
    await this.database.execute(
      `update integration.call_up_recipient set replied_at = $2, replied_by = account.id,
         acknowledged_at = coalesce(acknowledged_at, $2), acknowledged_by = coalesce(acknowledged_by, account.id)
       from (select (select id from responsibility.account where id = $3) as id) account
       where call_up_recipient.id = $1`,
      [recipient.id, this.clock.now(), actor.accountId],
    );
    await this.record(actor, callUp.id, recipient.id, 'reply', { persons: taken.length });
  }

  private async record(
    actor: Actor,
    callUpId: string,
    recipientId: string,
    verb: string,
    detail?: object,
  ): Promise<void> {
    await this.rows.step(actor, callUpId, verb, { recipientId, ...(detail && { detail }) });
    await this.audit.record(actor, {
      action: `callUp.${verb}`,
      subjectType: 'callUpRecipient',
      subjectId: recipientId,
      ...(detail && { after: detail }),
    });
  }
}

/** Why a name was not taken, as a text of this room. */
export function refusalOf(outcome: NameOutcome): { code: string; params?: Record<string, unknown> } {
  if (outcome.outcome !== 'refused') return { code: 'call-up.refusal.taken' };
  if (outcome.code !== 'callUp.duplicate')
    return { code: `call-up.refusal.${outcome.code.replace(/^(enrollment|error)\./u, '')}` };
  const [first] = outcome.findings;
  return { code: 'call-up.refusal.duplicate', params: { ...first?.params } };
}
