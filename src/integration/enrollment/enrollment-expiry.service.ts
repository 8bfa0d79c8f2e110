import { Injectable } from '@nestjs/common';
import { systemActor } from '../../foundation/access/actor.js';
import { Database } from '../../foundation/database/database.js';
import { Jobs } from '../../foundation/queue/jobs.js';
import { expireEnrollments } from './enrollment-expiry.queue.js';
import { EnrollmentExpiryRepository } from './enrollment-expiry.repository.js';
import { EnrollmentMessageService } from './enrollment-message.service.js';
import { SeatRepository } from './seat.repository.js';

/** Releases people who still wait when their class begins or is called off, and tells them. */
@Injectable()
export class EnrollmentExpiryService {
  constructor(
    private readonly database: Database,
    private readonly expired: EnrollmentExpiryRepository,
    private readonly seats: SeatRepository,
    private readonly messages: EnrollmentMessageService,
    private readonly jobs: Jobs,
  ) {}

  /** Queues a job for every class in which somebody waits in vain; gives how many. */
  async queueDue(): Promise<number> {
    const classes = await this.expired.dueClasses();
    await this.jobs.enqueueAll(
      systemActor,
      expireEnrollments,
      classes.map((classId) => ({ classId })),
    );
    return classes.length;
  }

  /**
   * Releases whoever waits in vain for the class. That a class is off its people have heard when it was called off;
   * the others hear now. @returns how many were released, none the second time
   */
  async expire(classId: string): Promise<number> {
    return this.database.transaction(async () => {
      await this.seats.lock(classId);
      const due = await this.expired.of(classId);
      if (due.length === 0) return 0;
      const ids = due.map(({ id }) => id);
      await this.seats.release(systemActor, 'expire', ids, ['waitlisted', 'pending']);
      if (!(await this.expired.isCalledOff(classId))) await this.messages.expired(due);
      return due.length;
    });
  }
}
