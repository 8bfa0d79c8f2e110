import { Injectable } from '@nestjs/common';
import { Actor, isSystem } from '../../foundation/access/actor.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import { newId } from '../../foundation/database/new-id.js';
import { defaultPageSize, Page, pageOf, positionOf } from '../../foundation/database/keyset.js';
import {
  BrokenRule,
  Conflict,
  Forbidden,
  InvalidInput,
  NotFound,
} from '../../foundation/error/domain-error.js';
import { ClassService } from '../class/class.service.js';
import { EnrollmentMessageService } from './enrollment-message.service.js';
import { EnrollmentState, enrollmentTransitions, EnrollmentVerb } from './enrollment.state.js';
import { RosterQuery } from './roster.dto.js';
import { EnrollmentView, ReachedEnrollment, RosterRepository, RosterRow } from './roster.repository.js';
import { MovedEnrollment, SeatRepository } from './seat.repository.js';
import { substitutionNeedsConsent } from './substitution.rules.js';

/** Verbs that neither give nor take a seat. */
export type RosterVerb = Extract<
  EnrollmentVerb,
  'confirm' | 'unconfirm' | 'arrive' | 'unarrive' | 'dismiss' | 'complete' | 'refuse' | 'reconsider'
>;

export type { EnrollmentView } from './roster.repository.js';

export type Roster = Page<RosterRow> & { counts: Partial<Record<EnrollmentState, number>> };

/** The roster of a class: who is on it, and what becomes of them after they got in. */
@Injectable()
export class RosterService {
  constructor(
    private readonly database: Database,
    private readonly roster: RosterRepository,
    private readonly seats: SeatRepository,
    private readonly classes: ClassService,
    private readonly clock: Clock,
    private readonly messages: EnrollmentMessageService,
  ) {}

  /** A page in order of arrival with the counts per state; only people the asker reaches. */
  async list(actor: Actor, classId: string, query: RosterQuery): Promise<Roster> {
    await this.classes.reach(actor, classId, 'see');
    const limit = query.limit ?? defaultPageSize;
    const [after] = positionOf(query, 'number') ?? [];
    const filter = { ...query, states: query.state, divisionCode: query.division };
    const rows = await this.roster.page(actor, classId, filter, after, limit);
    const counts = await this.roster.counts(actor, classId, filter);
    return { ...pageOf(rows, limit, (row) => [row.number]), counts };
  }

  /** @throws NotFound out of reach */
  async one(actor: Actor, id: string): Promise<EnrollmentView> {
    const enrollment = await this.roster.one(actor, id);
    if (!enrollment) throw new NotFound();
    return enrollment;
  }

  /**
   * Moves enrollments that are in a state the verb starts from; gives the ids that moved, so that a second click
   * moves nobody. Any of them out of reach is as if unknown.
   */
  async move(actor: Actor, verb: RosterVerb, ids: string[], reason?: string): Promise<string[]> {
    const { from, to } = this.transitionFor(actor, verb);
    const [target] = to;
    if (!target) throw new Error(`${verb} leads nowhere`);
    return this.database.transaction(async () => {
      await this.reachWhole(actor, ids);
      return this.roster.move(actor, verb, ids, from, target, reason);
    });
  }

  /** Sends pending people back; their seats go to the waitlist. `restore` takes it back while a seat is left. */
  async return(actor: Actor, ids: string[], reason: string): Promise<MovedEnrollment[]> {
    const { from } = this.transitionFor(actor, 'return');
    return this.database.transaction(async () => {
      await this.reachWhole(actor, ids);
      const moved = await this.seats.release(actor, 'return', ids, from, reason);
      await this.messages.returned(moved, reason);
      return moved;
    });
  }

  /** @throws Conflict when seat or quota went to another meanwhile */
  async restore(actor: Actor, id: string): Promise<void> {
    this.transitionFor(actor, 'restore');
    await this.database.transaction(async () => {
      await this.reachWhole(actor, [id]);
      const code = await this.seats.restore(actor, id);
      if (code !== null) throw new Conflict(code);
    });
  }

  /**
   * Cancels one enrollment and lets the waitlist move up. People cancel for themselves and units for theirs until
   * the class's cut-off; the organizer afterwards as well, with a reason.
   */
  async cancel(actor: Actor, id: string, reason?: string): Promise<MovedEnrollment[]> {
    const { from } = this.transitionFor(actor, 'cancel');
    return this.database.transaction(async () => {
      const [enrollment] = await this.reach(actor, [id]);
      if (!enrollment) throw new NotFound();
      if (!enrollment.whole_roster && this.clock.now() >= enrollment.cancellable_until)
        throw new Conflict('enrollment.pastCancellation');
      if (reason === undefined && actor.role !== 'trainee' && !isSystem(actor))
        throw new InvalidInput([{ field: 'reason', code: 'error.required' }]);
      const moved = await this.seats.release(actor, 'cancel', [id], from, reason);
      if (!moved.some(({ enrollmentId }) => enrollmentId === id))
        throw new Conflict('enrollment.wrongState', { state: enrollment.state });
      const bySelf = enrollment.trainee_id === actor.traineeId;
      await this.messages.cancelled(moved, { enrollmentId: id, was: enrollment.state, bySelf, reason });
      return moved;
    });
  }

  /**
   * Puts another person on the seat, which keeps its quota. The caller's reach covers both people.
   * @returns the id of the new enrollment
   * @throws Conflict `enrollment.consentNeeded` where the organizer must be asked
   */
  async substitute(actor: Actor, outId: string, inTraineeId: string, reason: string): Promise<string> {
    return this.database.transaction(async () => {
      const { consentNeeded } = await this.replaceable(actor, outId, inTraineeId);
      if (consentNeeded) throw new Conflict('enrollment.consentNeeded');
      return this.swap(actor, outId, inTraineeId, reason);
    });
  }

  /** Judges a substitution before it is made. @throws NotFound unless the asker reaches both people */
  async replaceable(
    actor: Actor,
    outId: string,
    inTraineeId: string,
  ): Promise<{ classId: string; consentNeeded: boolean }> {
    this.transitionFor(actor, 'substitute');
    const [leaving] = await this.reach(actor, [outId]);
    if (!leaving || !(await this.roster.reachesTrainee(actor, inTraineeId))) throw new NotFound();
    const { state, whole_roster: manages, names_due: namesDue } = leaving;
    if (!enrollmentTransitions.substitute.from.includes(state)) throw new Conflict('enrollment.wrongState');
    return {
      classId: leaving.class_id,
      consentNeeded: substitutionNeedsConsent({ state, manages, namesDue }, this.clock.now()),
    };
  }

  /** Makes a substitution that has been judged; the seat's statement still refuses what can't be. */
  async swap(actor: Actor, outId: string, inTraineeId: string, reason: string): Promise<string> {
    this.transitionFor(actor, 'substitute');
    const id = newId();
    const code = await this.seats.substitute(
      actor,
      outId,
      { id, traineeId: inTraineeId },
      reason,
      this.clock.now(),
    );
    if (code === 'enrollment.unknown') throw new NotFound();
    if (code === 'enrollment.outsideAudience') throw new BrokenRule(code);
    if (code !== null) throw new Conflict(code);
    return id;
  }

  /** Whether the asker sees this enrollment. */
  async reaches(actor: Actor, id: string): Promise<boolean> {
    return (await this.roster.reached(actor, [id])).length === 1;
  }

  private transitionFor(actor: Actor, verb: EnrollmentVerb) {
    const transition = enrollmentTransitions[verb];
    if (!isSystem(actor) && !transition.by.includes(actor.role)) throw new Forbidden();
    return transition;
  }

  private async reachWhole(actor: Actor, ids: string[]): Promise<void> {
    const own = (row: ReachedEnrollment) => row.whole_roster || row.trainee_id === actor.traineeId;
    if (!(await this.reach(actor, ids)).every(own)) throw new NotFound();
  }

  private async reach(actor: Actor, ids: string[]): Promise<ReachedEnrollment[]> {
    const rows = await this.roster.reached(actor, ids);
    if (rows.length !== new Set(ids).size) throw new NotFound();
    return rows;
  }
}
