import { Injectable } from '@nestjs/common';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import type { Recipient } from '../../foundation/notification/notifier.js';

/** Whom to tell about a class, by what they have to do with it. Nobody stands twice in an answer. */
@Injectable()
export class ClassPeopleRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Who planned the class: its creator, or the division's coordinators when that is nobody. */
  planners(classId: string): Promise<Recipient[]> {
    return this.database.query(
      `select distinct account.id as "accountId", account.language from integration.class class
       join responsibility.account account on account.state = 'active' and (account.id = class.created_by
         or class.created_by is null and account.id in (${coordinatorsOf('class.division_id')}))
       where class.id = $1`,
      [classId, this.clock.today()],
    );
  }

  /** Host institution and class head. */
  runners(classId: string): Promise<Recipient[]> {
    return this.database.query(
      `select distinct account.id as "accountId", account.language from integration.class class
       join responsibility.account account on account.state = 'active' and (account.id = class.head_account_id
         or account.id in (select assignment.account_id from responsibility.assignment assignment
            where assignment.role = 'host' and assignment.organization_id = class.host_organization_id
              and ${inForce}))
       where class.id = $1`,
      [classId, this.clock.today()],
    );
  }

  /** Coordinators of the divisions that got seats. */
  allotted(classId: string): Promise<Recipient[]> {
    return this.database.query(
      `select distinct account.id as "accountId", account.language from integration.class class
       join responsibility.allocation part on part.quota_id = class.quota_id and part.parent_id is not null
       join responsibility.account account on account.state = 'active'
         and account.id in (${coordinatorsOf('part.division_id')})
       where class.id = $1`,
      [classId, this.clock.today()],
    );
  }

  /** Coordinators who decide on the class's application: one level up, or the same division at the root. */
  authorities(classId: string): Promise<Recipient[]> {
    return this.database.query(
      `select distinct account.id as "accountId", account.language from integration.class class
       join responsibility.division division on division.id = class.division_id
       join responsibility.account account on account.state = 'active'
         and account.id in (${coordinatorsOf('coalesce(division.parent_id, division.id)')})
       where class.id = $1`,
      [classId, this.clock.today()],
    );
  }

  /** People with a seat; with `waiting` also those on the waitlist and those not confirmed yet. */
  enrolled(classId: string, waiting: boolean): Promise<Recipient[]> {
    return this.database.query(
      `select assignment.account_id as "accountId", trainee.phone,
         coalesce(account.language, 'zh-CN') as language
       from integration.enrollment enrollment
       join targeting.trainee trainee on trainee.id = enrollment.trainee_id
       left join responsibility.assignment assignment
         on assignment.trainee_id = trainee.id and assignment.role = 'trainee'
       left join responsibility.account account on account.id = assignment.account_id
       where enrollment.class_id = $1 and enrollment.state = any ($2::integration.enrollment_state[])`,
      [classId, waiting ? ['pending', 'waitlisted', 'confirmed', 'arrived'] : ['confirmed', 'arrived']],
    );
  }

  /** Contacts of the units that were called up for the class. */
  calledUp(classId: string): Promise<Recipient[]> {
    return this.database.query(
      `select distinct account.id as "accountId", account.language
       from integration.call_up call_up
       join integration.call_up_recipient recipient on recipient.call_up_id = call_up.id
       join responsibility.assignment assignment on assignment.role = 'unitContact'
         and assignment.organization_id = recipient.organization_id
         and ${inForce}
       join responsibility.account account on account.id = assignment.account_id and account.state = 'active'
       where call_up.class_id = $1 and call_up.state in ('issued', 'closed')`,
      [classId, this.clock.today()],
    );
  }

  /** The next people with an account for whom the class is, in id order, after the one given. */
  audience(
    classId: string,
    after: string | null,
    limit: number,
  ): Promise<(Recipient & { accountId: string })[]> {
    return this.database.query(
      `select account.id as "accountId", account.language
       from integration.class class
       left join targeting.audience audience on audience.id = class.audience_id
       cross join responsibility.account account
       join responsibility.assignment assignment on assignment.account_id = account.id and assignment.role = 'trainee'
         and assignment.valid_from <= $4 and (assignment.valid_to is null or assignment.valid_to > $4)
       join targeting.trainee trainee on trainee.id = assignment.trainee_id and trainee.state = 'active'
       join responsibility.division own on own.id = trainee.division_id
       where class.id = $1 and account.state = 'active' and ($2::uuid is null or account.id > $2)
         and class.division_id in (own.province_id, own.city_id, own.county_id, own.township_id, own.village_id)
         and targeting.audience_holds(audience.rule, trainee, own)
       order by account.id limit $3`,
      [classId, after, limit, this.clock.today()],
    );
  }
}

/** An assignment holds on the day that is the second parameter. */
const inForce = 'assignment.valid_from <= $2 and (assignment.valid_to is null or assignment.valid_to > $2)';

function coordinatorsOf(division: string): string {
  return `select assignment.account_id from responsibility.assignment assignment
    where assignment.role = 'coordinator' and assignment.division_id = ${division}
      and ${inForce}`;
}
