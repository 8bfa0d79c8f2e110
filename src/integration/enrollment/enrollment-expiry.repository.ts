import { Injectable } from '@nestjs/common';
import { Database } from '../../foundation/database/database.js';

/** Somebody whose waiting has come to its end. */
export interface ExpiredEnrollment {
  id: string;
  was: 'waitlisted' | 'pending';
}

/**
 * Waiting ends when the class begins, ends or is called off. Into a running class the organizer still puts people, and
 * takes some back: whom a person has touched since the start waits on until the class ends.
 */
const waitingIsOver = `(class.state in ('ended', 'concluded', 'cancelled') or class.state = 'running'
  and (enrollment.source = 'self'
    or enrollment.enrolled_at < class.starts_on::timestamp at time zone 'Asia/Shanghai')
  and not exists (
    select from integration.enrollment_step touched
    join integration.class_step begun on begun.class_id = class.id and begun.verb = 'start' and touched.at > begun.at
    where touched.enrollment_id = enrollment.id))`;

/** Names of a call-up and nominations are decided with the roster, so only a called-off class settles those. */
const isUndecided = `(enrollment.source = 'self' or class.state = 'cancelled')`;

/** Two arms, because each has a partial index of its own. */
const expired = (more: string) => `
  select enrollment.id, enrollment.class_id, 'waitlisted' as was from integration.enrollment enrollment
  join integration.class class on class.id = enrollment.class_id
  where enrollment.state = 'waitlisted' and ${waitingIsOver} ${more}
  union all
  select enrollment.id, enrollment.class_id, 'pending' from integration.enrollment enrollment
  join integration.class class on class.id = enrollment.class_id
  where enrollment.state = 'pending' and ${isUndecided} and ${waitingIsOver} ${more}`;

/** Asks the database who still waits in vain. */
@Injectable()
export class EnrollmentExpiryRepository {
  constructor(private readonly database: Database) {}

  async dueClasses(): Promise<string[]> {
    const rows = await this.database.query<{ class_id: string }>(
      `select distinct class_id from (${expired('')}) expired order by class_id limit 1000`,
    );
    return rows.map(({ class_id }) => class_id);
  }

  of(classId: string): Promise<ExpiredEnrollment[]> {
    return this.database.query(`select id, was from (${expired('and class.id = $1')}) expired order by id`, [
      classId,
    ]);
  }

  async isCalledOff(classId: string): Promise<boolean> {
    const row = await this.database.one(
      `select 1 from integration.class where id = $1 and state = 'cancelled'`,
      [classId],
    );
    return row !== undefined;
  }
}
