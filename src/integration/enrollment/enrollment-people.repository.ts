import { Injectable } from '@nestjs/common';
import { Database } from '../../foundation/database/database.js';
import type { Recipient } from '../../foundation/notification/notifier.js';
import type { EnrollmentSource } from './enrollment.entity.js';
import type { EnrollmentState } from './enrollment.state.js';

/** An enrollment with its person's addresses and what messages say of its class. */
export interface EnrolledPerson extends Recipient {
  enrollmentId: string;
  classId: string;
  title: string;
  startsOn: string;
  endsOn: string;
  /** Until when the person may still cancel alone: 2026-11-25 18:00, Asia/Shanghai. */
  until: string;
  name: string;
  state: EnrollmentState;
  source: EnrollmentSource;
  recipientId: string | null;
}

/** Whom a message about enrollments goes to. */
@Injectable()
export class EnrollmentPeopleRepository {
  constructor(private readonly database: Database) {}

  of(enrollmentIds: readonly string[]): Promise<EnrolledPerson[]> {
    if (enrollmentIds.length === 0) return Promise.resolve([]);
    return this.database.query<EnrolledPerson>(
      `${enrolledPeople} where enrollment.id = any ($1::uuid[]) order by enrollment.number`,
      [enrollmentIds],
    );
  }

  /**
   * People who came in during the last hours and have not been told: by themselves, or put in by the organizer. Names
   * of a call-up are only proposals, so those people hear when the roster is confirmed.
   */
  entered(today: string, limit: number): Promise<EnrolledPerson[]> {
    return this.database.query<EnrolledPerson>(
      `${enrolledPeople}
       where enrollment.id >= (select uuidv7(interval '-6 hours')) and enrollment.source <> 'callUp'
         and enrollment.state in ('pending', 'waitlisted', 'confirmed')
         and class.state in ('approved', 'published', 'running') and class.ends_on >= $1
         and (account.id is not null
           or trainee.phone is not null and enrollment.id >= (select uuidv7(interval '-5 minutes')))
         and not exists (select from foundation.message message
           where message.channel = case when account.id is null then 'sms' else 'inApp' end
             and message.dedupe_key = format('class/%s/entered/%s', class.id, coalesce(account.id::text, trainee.phone)))
       order by enrollment.id limit $2`,
      [today, limit],
    );
  }

  /** Who decides on the class's roster: its creator and the coordinators of its division. */
  deciders(classId: string, today: string): Promise<Recipient[]> {
    return this.database.query<Recipient>(
      `select distinct account.id as "accountId", account.phone, account.email, account.language
       from integration.class class
       join responsibility.assignment assignment
         on assignment.role = 'coordinator' and assignment.division_id = class.division_id
           and assignment.valid_from <= $2 and (assignment.valid_to is null or assignment.valid_to > $2)
       join responsibility.account account on account.id = assignment.account_id and account.state = 'active'
       where class.id = $1
         and (class.created_by is null or class.created_by = account.id or not exists (
           select from responsibility.assignment own join responsibility.account creator on creator.id = own.account_id
           where own.account_id = class.created_by and own.role = 'coordinator' and creator.state = 'active'
             and own.division_id = class.division_id and (own.valid_to is null or own.valid_to > $2)))`,
      [classId, today],
    );
  }

  /** Where an account gets its messages. */
  async account(id: string | null): Promise<Recipient[]> {
    return this.database.query<Recipient>(
      `select id as "accountId", phone, email, language from responsibility.account
       where id = $1 and state = 'active'`,
      [id],
    );
  }

  /** Name of somebody of the register. */
  async nameOf(traineeId: string): Promise<string> {
    const row = await this.database.one<{ name: string }>(
      'select name from targeting.trainee where id = $1',
      [traineeId],
    );
    return row?.name ?? '';
  }
}

const enrolledPeople = `
  select enrollment.id as "enrollmentId", class.id as "classId", class.title, class.starts_on::text as "startsOn",
    class.ends_on::text as "endsOn", enrollment.state::text, enrollment.source, enrollment.recipient_id as "recipientId",
    to_char(coalesce(seat.cancellable_until at time zone 'Asia/Shanghai', class.starts_on::timestamp),
      'YYYY-MM-DD HH24:MI') as until,
    trainee.name, account.id as "accountId", coalesce(trainee.phone, account.phone) as phone, account.email,
    coalesce(account.language, 'zh-CN') as language
  from integration.enrollment enrollment
  join integration.class class on class.id = enrollment.class_id
  join integration.seat seat on seat.class_id = class.id
  join targeting.trainee trainee on trainee.id = enrollment.trainee_id
  left join lateral (
    select known.* from responsibility.assignment assignment
    join responsibility.account known on known.id = assignment.account_id and known.state = 'active'
    where assignment.trainee_id = trainee.id and assignment.role = 'trainee' limit 1
  ) account on true`;
