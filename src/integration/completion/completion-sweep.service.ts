import { Injectable } from '@nestjs/common';
import { systemActor } from '../../foundation/access/actor.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import { Notifier, Recipient } from '../../foundation/notification/notifier.js';
import { ClassService } from '../class/class.service.js';

const waits = `exists (select from integration.enrollment enrollment
  where enrollment.class_id = class.id and enrollment.state = 'arrived')`;

/** Finds what was left undone after classes ended. Only people decide: the sweep reminds, and closes what is decided. */
@Injectable()
export class CompletionSweepService {
  constructor(
    private readonly database: Database,
    private readonly classes: ClassService,
    private readonly notifier: Notifier,
    private readonly clock: Clock,
  ) {}

  /** Concludes classes that were decided before their closing ceremony and have ended since. */
  async concludeDecided(): Promise<number> {
    const due = await this.database.query<{ id: string }>(
      `select class.id from integration.class class where class.state = 'ended' and not ${waits}
         and exists (select from integration.enrollment enrollment join integration.completion completion
           on completion.enrollment_id = enrollment.id where enrollment.class_id = class.id)
       order by class.id limit 1000`,
    );
    for (const { id } of due)
      await this.classes.move(systemActor, id, 'conclude').catch((error: unknown) => {
        // Somebody else concluded it between the look and the lock.
        if ((error as { code?: string }).code !== 'class.verbHasNoMeaning') throw error;
      });
    return due.length;
  }

  /** Reminds whoever planned an ended class of its decision, once a day; gives how many messages are new. */
  async remindUndecided(): Promise<number> {
    const today = this.clock.today();
    const due = await this.database.query<{ id: string; title: string; count: number; people: Recipient[] }>(
      `select class.id, class.title, (select count(*)::int from integration.enrollment enrollment
           where enrollment.class_id = class.id and enrollment.state = 'arrived') as count,
         (select coalesce(jsonb_agg(jsonb_build_object('accountId', account.id, 'language', account.language)), '[]')
          from responsibility.account account where account.state = 'active' and ${planned}) as people
       from integration.class class where class.state = 'ended' and ${waits} order by class.id`,
      [today],
    );
    let messages = 0;
    for (const { id, title, count, people } of due)
      messages += await this.notifier.send(
        people,
        'completion.message.undecided',
        { title, count },
        { link: `/classes/${id}/completion`, dedupeKey: `class/${id}/undecided/${today}` },
      );
    return messages;
  }
}

/** The account made the class, or nobody did and it coordinates the class's division on the day `$1`; aliases `account`, `class`. */
const planned = `(account.id = class.created_by or class.created_by is null and exists (
  select from responsibility.assignment assignment
  where assignment.account_id = account.id and assignment.role = 'coordinator'
    and assignment.division_id = class.division_id
    and assignment.valid_from <= $1 and (assignment.valid_to is null or assignment.valid_to > $1)))`;
