import { Injectable } from '@nestjs/common';
import { Actor, isSystem } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Database } from '../../foundation/database/database.js';
import { Conflict, Forbidden } from '../../foundation/error/domain-error.js';
import { QuotaService } from '../../responsibility/quota/quota.service.js';
import { ClassService } from '../class/class.service.js';
import type { TrainingClass } from '../class/training-class.entity.js';
import { EnrollmentMessageService } from './enrollment-message.service.js';
import { MovedEnrollment, SeatRepository } from './seat.repository.js';

/** What another capacity would mean, judged on the locked row when it is set and freely before. */
export interface CapacityEffect {
  capacity: number;
  taken: number;
  waitlisted: number;
  /** Handed down to divisions and units, and held from the pool: the class cannot get smaller than this. */
  committed: number;
  /** The least capacity that can be set now. */
  least: number;
  /** At most this many would move up from the waitlist; fewer when their allocations are used up. */
  promotable: number;
  possible: boolean;
}

/** How many seats a class has, and who moves up when there are free ones. */
@Injectable()
export class SeatService {
  constructor(
    private readonly database: Database,
    private readonly seats: SeatRepository,
    private readonly classes: ClassService,
    private readonly quotas: QuotaService,
    private readonly audit: Audit,
    private readonly messages: EnrollmentMessageService,
  ) {}

  /** Moves people up from the waitlist, in order, as far as seats and allocations reach. */
  async promote(actor: Actor, classId: string, reason?: string): Promise<MovedEnrollment[]> {
    await this.manage(actor, classId);
    return this.database.transaction(async () => {
      const moved = await this.seats.promote(actor, classId, reason);
      await this.messages.promoted(moved);
      return moved;
    });
  }

  async capacityEffect(actor: Actor, classId: string, capacity: number): Promise<CapacityEffect> {
    await this.manage(actor, classId);
    return this.effect(classId, capacity);
  }

  /**
   * Sets the number of seats, with it the root of the class's quota, and lets the waitlist move up.
   * @throws Conflict when more are taken or handed down than the new number, and for more seats than were approved of a
   * class that is not published: those are asked for in its plan
   */
  async changeCapacity(
    actor: Actor,
    classId: string,
    capacity: number,
  ): Promise<CapacityEffect & { promoted: MovedEnrollment[] }> {
    const trainingClass = await this.manage(actor, classId);
    return this.database.transaction(async () => {
      await this.seats.lock(classId);
      const effect = await this.effect(classId, capacity);
      if (trainingClass.state === 'approved' && capacity > effect.capacity)
        throw new Conflict('enrollment.capacityInPlan');
      if (!effect.possible) throw new Conflict('enrollment.capacityTooSmall', { least: effect.least });
      await this.database.execute('update integration.seat set capacity = $2 where class_id = $1', [
        classId,
        capacity,
      ]);
      if (trainingClass.quotaId !== null) await this.quotas.resize(trainingClass.quotaId, capacity);
      const promoted = await this.seats.promote(actor, classId);
      await this.messages.promoted(promoted);
      await this.audit.record(actor, {
        action: 'class.capacity',
        subjectType: 'class',
        subjectId: classId,
        before: { capacity: effect.capacity },
        after: { capacity },
      });
      return { ...effect, promoted };
    });
  }

  private async effect(classId: string, capacity: number): Promise<CapacityEffect> {
    const row = await this.database.one<Omit<CapacityEffect, 'least' | 'promotable' | 'possible'>>(
      `select seat.capacity, seat.taken, seat.waitlisted, coalesce(root.allocated + root.held, 0) as committed
       from integration.seat join integration.class on class.id = seat.class_id
       left join responsibility.allocation root on root.quota_id = class.quota_id and root.parent_id is null
       where seat.class_id = $1`,
      [classId],
    );
    if (!row) throw new Conflict('enrollment.noSeats');
    const least = Math.max(row.taken, row.committed, 1);
    const promotable = Math.max(0, Math.min(row.waitlisted, capacity - row.taken));
    return { ...row, least, promotable, possible: capacity >= least };
  }

  private async manage(actor: Actor, classId: string): Promise<TrainingClass> {
    if (actor.role !== 'coordinator' && !isSystem(actor)) throw new Forbidden();
    return this.classes.reach(actor, classId, 'manage');
  }
}
