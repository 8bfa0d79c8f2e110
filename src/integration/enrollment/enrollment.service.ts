import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import { newId } from '../../foundation/database/new-id.js';
import { ClaimCollector } from './claim-collector.js';
import type { ClaimOutcome } from './claim-outcome.js';
import { SeatRepository } from './seat.repository.js';

/** A person's own claim on a class. */
export interface OwnClaim {
  classId: string;
  traineeId: string;
  /** `Idempotency-Key` of the request: the same key gets the first answer again. */
  key?: string;
}

/** What a bulk path answers for each person, in the order given. */
export type PersonOutcome = ClaimOutcome & { traineeId: string };

/** The ways into a class. All of them end in one SQL statement, which alone decides who gets a seat. */
@Injectable()
export class EnrollmentService {
  constructor(
    private readonly database: Database,
    private readonly collector: ClaimCollector,
    private readonly seats: SeatRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Registers a person for themselves: judged by window, audience, quota and capacity.
   * @throws Error inside a caller's transaction: claims of many people are committed together
   */
  async enroll(actor: Actor, claim: OwnClaim): Promise<ClaimOutcome> {
    if (this.database.inTransaction) throw new Error('enroll() cannot join a transaction; use a bulk path');
    const id = newId();
    const outcome = await this.collector.submit({
      ...this.seats.partyOf(actor),
      id,
      classId: claim.classId,
      traineeId: claim.traineeId,
      key: claim.key ?? null,
      hash: claim.key === undefined ? null : `${claim.classId} ${claim.traineeId}`,
    });
    return this.ownSeatInstead(outcome, id);
  }

  /** A coordinator puts people in. The caller has judged that they are within the coordinator's reach. */
  nominate(actor: Actor, classId: string, traineeIds: string[]): Promise<PersonOutcome[]> {
    return this.settle(actor, { classId, source: 'nomination' }, traineeIds);
  }

  /** A file brings people in. The caller has judged that they are within the importer's reach. */
  import(actor: Actor, classId: string, traineeIds: string[]): Promise<PersonOutcome[]> {
    return this.settle(actor, { classId, source: 'import' }, traineeIds);
  }

  /**
   * A unit answers a call-up with names; they are pending until the coordinator confirms the roster. Never takes
   * more than the recipient's amount. The caller has judged deadline, call-up state and the unit's reach.
   */
  async callUpReply(actor: Actor, recipientId: string, traineeIds: string[]): Promise<PersonOutcome[]> {
    const callUp = await this.database.one<{ class_id: string }>(
      `select call_up.class_id from integration.call_up_recipient recipient
       join integration.call_up on call_up.id = recipient.call_up_id where recipient.id = $1`,
      [recipientId],
    );
    if (!callUp)
      return traineeIds.map((traineeId) => ({ traineeId, outcome: 'refused', code: 'enrollment.unknown' }));
    return this.settle(actor, { classId: callUp.class_id, source: 'callUp', recipientId }, traineeIds);
  }

  private async settle(
    actor: Actor,
    claims: Parameters<SeatRepository['settleFor']>[1],
    traineeIds: string[],
  ): Promise<PersonOutcome[]> {
    const people = [...new Set(traineeIds)].map((traineeId) => ({ id: newId(), traineeId }));
    if (people.length === 0) return [];
    const outcomes = await this.seats.settleFor(actor, claims, people, this.clock.now());
    const named = new Map(people.map(({ traineeId }, index) => [traineeId, outcomes[index]]));
    return traineeIds.map((traineeId) => {
      const outcome = named.get(traineeId) ?? { outcome: 'refused', code: 'enrollment.already' };
      named.delete(traineeId);
      return { ...outcome, traineeId };
    });
  }

  /** A batch whose commit was not acknowledged is tried again and then finds the seat it had got. */
  private async ownSeatInstead(outcome: ClaimOutcome, id: string): Promise<ClaimOutcome> {
    if (outcome.outcome !== 'refused' || outcome.enrollmentId !== id) return outcome;
    return (await this.seats.outcomeOfClaim(id)) ?? outcome;
  }
}
