import { Injectable } from '@nestjs/common';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import type { TextParams } from '../../foundation/i18n/translate.js';
import { Notifier, Recipient } from '../../foundation/notification/notifier.js';

/** Tells those who decide of a request for leave, and the person of the decision; joins the caller's transaction. */
@Injectable()
export class LeaveMessageService {
  constructor(
    private readonly database: Database,
    private readonly notifier: Notifier,
    private readonly clock: Clock,
  ) {}

  async requested(leaveId: string): Promise<void> {
    const facts = await this.facts(leaveId);
    await this.notifier.send(await this.deciders(facts.classId), 'attendance.message.leaveRequested', facts, {
      link: `/classes/${facts.classId}/attendance`,
      dedupeKey: `${occasionOf(facts.classId, leaveId)}/requested`,
    });
  }

  /** A request that was withdrawn: what has not left yet stays here. */
  async withdrawn(classId: string, leaveId: string): Promise<void> {
    await this.notifier.cancelDue(`${occasionOf(classId, leaveId)}/requested`);
  }

  async decided(leaveId: string, state: 'approved' | 'refused'): Promise<void> {
    const facts = await this.facts(leaveId);
    const template = state === 'approved' ? 'leaveApproved' : 'leaveRefused';
    await this.notifier.send(await this.person(leaveId), `attendance.message.${template}`, facts, {
      link: `/m/classes/${facts.classId}/leave`,
      dedupeKey: `${occasionOf(facts.classId, leaveId)}/${state}`,
    });
  }

  /** The class head, and who planned the class or, when that is nobody here any more, its division's coordinators. */
  private deciders(classId: string): Promise<Recipient[]> {
    return this.database.query<Recipient>(
      `with planner as (
         select account.id from integration.class class
         join responsibility.account account on account.id = class.created_by and account.state = 'active'
         where class.id = $1 and exists (select from responsibility.assignment own
           where own.account_id = account.id and own.role = 'coordinator' and ${inForce('own')})
       )
       select distinct account.id as "accountId", account.phone, account.email, account.language
       from integration.class class
       join responsibility.account account on account.state = 'active' and (
         account.id = class.head_account_id or account.id in (select id from planner)
         or not exists (select from planner) and account.id in (
           select assignment.account_id from responsibility.assignment assignment
           where assignment.role = 'coordinator' and assignment.division_id = class.division_id
             and ${inForce('assignment')}))
       where class.id = $1`,
      [classId, this.clock.today()],
    );
  }

  private person(leaveId: string): Promise<Recipient[]> {
    return this.database.query<Recipient>(
      `select account.id as "accountId", coalesce(trainee.phone, account.phone) as phone, account.email,
         coalesce(account.language, 'zh-CN') as language
       from integration.leave leave
       join integration.enrollment enrollment on enrollment.id = leave.enrollment_id
       join targeting.trainee trainee on trainee.id = enrollment.trainee_id
       left join lateral (
         select known.* from responsibility.assignment assignment
         join responsibility.account known on known.id = assignment.account_id and known.state = 'active'
         where assignment.trainee_id = trainee.id and assignment.role = 'trainee' limit 1
       ) account on true
       where leave.id = $1`,
      [leaveId],
    );
  }

  private async facts(leaveId: string): Promise<TextParams & { classId: string }> {
    const row = await this.database.one<{
      classId: string;
      title: string;
      name: string;
      from: string;
      to: string;
      hours: number;
    }>(
      `select class.id as "classId", class.title, trainee.name, leave.hours::float8 as hours,
         to_char(leave.starts_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') as from,
         to_char(leave.ends_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') as to
       from integration.leave leave
       join integration.enrollment enrollment on enrollment.id = leave.enrollment_id
       join integration.class class on class.id = enrollment.class_id
       join targeting.trainee trainee on trainee.id = enrollment.trainee_id
       where leave.id = $1`,
      [leaveId],
    );
    if (!row) throw new Error('A message is about a leave that is there');
    return row;
  }
}

function occasionOf(classId: string, leaveId: string): string {
  return `class/${classId}/leave/${leaveId}`;
}

function inForce(assignment: string): string {
  return `${assignment}.valid_from <= $2 and (${assignment}.valid_to is null or ${assignment}.valid_to > $2)`;
}
