import { Injectable } from '@nestjs/common';
import { Database } from '../../foundation/database/database.js';
import type { TrainingClass } from '../class/training-class.entity.js';
import type { Enrollment } from '../enrollment/enrollment.entity.js';

/** A class the trainee is in or waits for. */
export interface OwnClass {
  enrollmentId: string;
  state: Enrollment['state'];
  classId: string;
  title: string;
  classState: TrainingClass['state'];
  kind: TrainingClass['kind'];
  level: number;
  /** `YYYY-MM-DD`. */
  startsOn: string;
  endsOn: string;
  hours: number;
  hostName: string | null;
  headName: string | null;
  headPhone: string | null;
  /** Until when the person may cancel alone. */
  cancellableUntil: Date;
  /** Place on the waitlist, from 1; null when the person doesn't wait. */
  queue: number | null;
}

/** The classes of one trainee, cancelled enrollments left out. */
@Injectable()
export class OwnClassRepository {
  constructor(private readonly database: Database) {}

  /** Those that begin last first, at most 100. */
  all(traineeId: string): Promise<OwnClass[]> {
    return this.database.query<OwnClass>(
      `${selected} order by class.starts_on desc, class.id desc limit 100`,
      [traineeId],
    );
  }

  in(traineeId: string, classId: string): Promise<OwnClass | undefined> {
    return this.database.one<OwnClass>(`${selected} and enrollment.class_id = $2`, [traineeId, classId]);
  }
}

const selected = `select enrollment.id as "enrollmentId", enrollment.state::text as state, class.id as "classId",
    class.title, class.state as "classState", class.kind, class.level, class.starts_on::text as "startsOn",
    class.ends_on::text as "endsOn", class.hours::float8 as hours, host.name as "hostName", head.name as "headName",
    head.phone as "headPhone",
    coalesce(seat.cancellable_until, class.starts_on::timestamp at time zone 'Asia/Shanghai') as "cancellableUntil",
    case when enrollment.state = 'waitlisted' then (select count(*)::int from integration.enrollment ahead
      where ahead.class_id = class.id and ahead.state = 'waitlisted' and ahead.number <= enrollment.number) end as queue
  from integration.enrollment enrollment
  join integration.class class on class.id = enrollment.class_id
  join integration.seat seat on seat.class_id = class.id
  left join responsibility.organization host on host.id = class.host_organization_id
  left join responsibility.account head on head.id = class.head_account_id
  where enrollment.trainee_id = $1 and enrollment.state <> 'cancelled'`;
