import { Injectable } from '@nestjs/common';
import { type Actor, isSystem } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import { BrokenRule, Conflict } from '../../foundation/error/domain-error.js';
import { HoursLedgerService } from '../../targeting/ledger/hours-ledger.service.js';
import { ClassService } from '../class/class.service.js';
import { wholeRule } from '../class/completion-rule.service.js';
import type { TrainingClass } from '../class/training-class.entity.js';
import { CompletionLock } from './completion-lock.port.js';
import { Candidate, CompletionRepository, Decided, Progress } from './completion.repository.js';
import { completionVerdict, Ground } from './completion-verdict.rules.js';
import { hoursByKind } from './hours-by-kind.rules.js';

/** A coordinator's decision against the rule, for one person, with the reason. */
export interface Exception {
  enrollmentId: string;
  /** `held` leaves the person undecided for now. */
  decision: 'completed' | 'refused' | 'held';
  reason: string;
}

/** What would be decided about a person, and why. */
export interface ProposedCompletion extends Candidate {
  decision: 'completed' | 'refused';
  grounds: Ground[];
  hours: number;
}

export interface CompletionPreview {
  classHours: number;
  /** Sessions that are not over yet: too early to decide by attendance. */
  ahead: number;
  /** Sessions that are over and of which nobody was recorded. */
  unrolled: number;
  /** Certificates that keep the decisions from being taken back. */
  locked: number;
  /** True once nobody who arrived waits for a decision. */
  decided: boolean;
  people: ProposedCompletion[];
}

/** A completion earns at most one entry of each kind: online hours stand beside concentrated ones, never inside. */
const sourceTypes = { concentrated: 'completion', online: 'completionOnline' } as const;

/** How a class is decided. */
export interface Decision {
  exceptions?: Exception[] | undefined;
  /** The coordinator knows that sessions lie ahead or have no roll, and decides all the same. */
  acknowledge?: boolean | undefined;
}

/**
 * Completion of a class: proposed by its rule, decided by a person, posted to the ledger in the same transaction.
 * It may be decided before the closing ceremony, because certificates are handed out there.
 */
@Injectable()
export class CompletionService {
  constructor(
    private readonly database: Database,
    private readonly classes: ClassService,
    private readonly completions: CompletionRepository,
    private readonly ledger: HoursLedgerService,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly lock: CompletionLock,
  ) {}

  /** What the rule says about everyone who arrived. */
  async preview(actor: Actor, classId: string): Promise<CompletionPreview> {
    const trainingClass = await this.classes.reach(actor, classId, 'run');
    const now = this.clock.now();
    const { hours, ahead, unrolled } = await this.completions.progress(classId, now);
    const people = (await this.completions.candidates(classId, now)).map((candidate) =>
      this.proposed(trainingClass, hours, candidate),
    );
    return {
      classHours: hours,
      ahead,
      unrolled,
      locked: await this.lock.lockedCount(classId),
      people,
      decided: people.length > 0 && people.every(({ state }) => state !== 'arrived'),
    };
  }

  /**
   * Decides everyone who arrived and is not held back. Deciding again only decides who was left.
   * @returns how many completed and how many were refused
   * @throws Conflict before the class has begun, and when nobody waits for a decision; BrokenRule while sessions that
   * count lie ahead or have no roll, unless that is acknowledged (the closing ceremony never counts)
   */
  async decide(
    actor: Actor,
    classId: string,
    { exceptions = [], acknowledge = false }: Decision = {},
  ): Promise<{ completed: number; refused: number }> {
    return this.database.transaction(async () => {
      const trainingClass = await this.classes.lock(actor, classId, 'manage');
      if (!['running', 'ended', 'concluded'].includes(trainingClass.state))
        throw new Conflict('completion.classNotHeld', { state: trainingClass.state });
      const now = this.clock.now();
      const progress = await this.completions.progress(classId, now);
      const byPerson = new Map(exceptions.map((exception) => [exception.enrollmentId, exception]));
      const waiting = (await this.completions.candidates(classId, now)).filter(
        ({ state }) => state === 'arrived',
      );
      const decided = waiting
        .map((candidate) => this.proposed(trainingClass, progress.hours, candidate))
        .flatMap((proposal) => withException(proposal, trainingClass.hours, byPerson));
      if (decided.length === 0) throw new Conflict('completion.nobodyWaits');
      if (!acknowledge) refuseTooEarly(progress);
      await this.completions.decide(isSystem(actor) ? null : actor.accountId, decided);
      await this.post(trainingClass, progress, waiting, decided);
      if (trainingClass.state === 'ended' && !(await this.completions.isUndecided(classId)))
        await this.classes.move(actor, classId, 'conclude');
      const completed = decided.filter(({ decision }) => decision === 'completed').length;
      const figures = { completed, refused: decided.length - completed };
      await this.audit.record(actor, {
        action: 'completion.decide',
        subjectType: 'class',
        subjectId: classId,
        after: { ...figures, exceptions, ...(acknowledge && { acknowledge }) },
      });
      return figures;
    });
  }

  /**
   * Takes all decisions of the class back, with their ledger entries.
   * @throws Conflict once certificates stand on them, and when there are none
   */
  async reconsider(actor: Actor, classId: string, reason: string): Promise<number> {
    return this.database.transaction(async () => {
      const trainingClass = await this.classes.lock(actor, classId, 'manage');
      const locked = await this.lock.lockedCount(classId);
      if (locked > 0) throw new Conflict('completion.certificatesIssued', { count: locked });
      const ids = await this.completions.reconsider(
        isSystem(actor) ? null : actor.accountId,
        classId,
        reason,
      );
      if (ids.length === 0) throw new Conflict('completion.nothingDecided');
      for (const sourceType of Object.values(sourceTypes)) await this.ledger.withdraw(sourceType, ids);
      if (trainingClass.state === 'concluded') await this.classes.move(actor, classId, 'reopen', { reason });
      await this.audit.record(actor, {
        action: 'completion.reconsider',
        subjectType: 'class',
        subjectId: classId,
        after: { count: ids.length, reason },
      });
      return ids.length;
    });
  }

  private proposed(
    trainingClass: TrainingClass,
    classHours: number,
    candidate: Candidate,
  ): ProposedCompletion {
    const verdict = completionVerdict({ ...candidate, classHours }, wholeRule(trainingClass.completionRule));
    return { ...candidate, ...verdict, hours: verdict.decision === 'completed' ? trainingClass.hours : 0 };
  }

  private async post(
    trainingClass: TrainingClass,
    progress: Progress,
    waiting: Candidate[],
    decided: Decided[],
  ): Promise<void> {
    const traineeOf = new Map(waiting.map(({ enrollmentId, traineeId }) => [enrollmentId, traineeId]));
    await this.ledger.postAll(
      decided
        .filter(({ decision }) => decision === 'completed')
        .flatMap(({ enrollmentId, hours: earned }) =>
          hoursByKind(earned, progress).map(({ kind, hours }) => ({
            traineeId: traineeOf.get(enrollmentId) ?? '',
            kind,
            hours,
            title: trainingClass.title,
            sourceType: sourceTypes[kind],
            sourceId: enrollmentId,
            earnedOn: trainingClass.endsOn,
            year: trainingClass.year,
          })),
        ),
    );
  }
}

function refuseTooEarly({ ahead, unrolled }: Progress): void {
  if (ahead + unrolled === 0) return;
  const params = { ahead, unrolled };
  throw new BrokenRule('completion.tooEarly', params, [
    { field: 'acknowledge', code: 'completion.tooEarly', params },
  ]);
}

/** The proposal, or what a coordinator decided instead; nothing for a person held back. */
function withException(
  proposal: ProposedCompletion,
  classHours: number,
  exceptions: Map<string, Exception>,
): Decided[] {
  const exception = exceptions.get(proposal.enrollmentId);
  if (!exception) return [proposal];
  const { decision, reason } = exception;
  if (decision === 'held') return [];
  return [{ ...proposal, decision, reason, hours: decision === 'completed' ? classHours : 0 }];
}
