import { Injectable } from '@nestjs/common';
import { systemActor } from '../../foundation/access/actor.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import { Jobs } from '../../foundation/queue/jobs.js';
import { ClassMessageService } from './class-message.service.js';
import { contractOf, ScheduledKind, scheduledKinds } from './class-schedule.queue.js';
import { ClassScheduleRepository } from './class-schedule.repository.js';
import { ClassService } from './class.service.js';

/** What time brings about: classes start and end, windows and reminders are announced, each once. */
@Injectable()
export class ClassScheduleService {
  constructor(
    private readonly database: Database,
    private readonly schedule: ClassScheduleRepository,
    private readonly classes: ClassService,
    private readonly messages: ClassMessageService,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  /** Queues a job for everything that is due; gives how many. */
  async queueDue(): Promise<number> {
    let queued = 0;
    for (const kind of scheduledKinds) {
      const due = await this.schedule.due(kind, this.clock.now());
      await this.jobs.enqueueAll(
        systemActor,
        contractOf[kind],
        due.map(({ classId }) => ({ classId })),
      );
      queued += due.length;
    }
    return queued;
  }

  /** Does one thing for one class if it is due now and not done yet; tells whether it was. */
  async perform(kind: ScheduledKind, classId: string): Promise<boolean> {
    return this.database.transaction(async () => {
      await this.schedule.lock(classId);
      const [due] = await this.schedule.due(kind, this.clock.now(), classId);
      if (!due) return false;
      if (kind === 'start' || kind === 'end') {
        await this.classes.move(systemActor, classId, kind);
        return true;
      }
      if (!(await this.schedule.note(kind, due))) return false;
      await this.messages.announce(kind, classId, due.dueAt);
      return true;
    });
  }
}
