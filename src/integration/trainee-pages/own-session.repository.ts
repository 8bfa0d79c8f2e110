import { Injectable } from '@nestjs/common';
import { Database } from '../../foundation/database/database.js';
import type { SessionMode } from '../session/session.entity.js';

/** A session of a class in which the trainee has a seat, with the trainee's own attendance. */
export interface OwnSession {
  id: string;
  title: string;
  mode: SessionMode;
  startsAt: Date;
  endsAt: Date;
  hours: number;
  placeName: string | null;
  placeAddress: string | null;
  instructorName: string | null;
  classId: string;
  classTitle: string;
  /** The person has not arrived yet: the first check-in is the arrival. */
  arriving: boolean;
  attendance: 'present' | 'late' | 'absent' | 'leave' | null;
  checkedInAt: Date | null;
}

/** The timetable of one trainee over all classes; those where the person only waits are left out. */
@Injectable()
export class OwnSessionRepository {
  constructor(private readonly database: Database) {}

  /** Sessions that end after one instant and begin before another, in time order. */
  between(traineeId: string, from: Date, until: Date | null, limit = 200): Promise<OwnSession[]> {
    return this.database.query<OwnSession>(
      `${selected} and session.ends_at > $2 and ($3::timestamptz is null or session.starts_at < $3)
       order by session.starts_at, session.id limit $4`,
      [traineeId, from, until, limit],
    );
  }

  /** Sessions that are over, the last first. */
  before(traineeId: string, until: Date, limit = 200): Promise<OwnSession[]> {
    return this.database.query<OwnSession>(
      `${selected} and session.ends_at <= $2 order by session.starts_at desc, session.id desc limit $3`,
      [traineeId, until, limit],
    );
  }

  one(traineeId: string, sessionId: string): Promise<OwnSession | undefined> {
    return this.database.one<OwnSession>(`${selected} and session.id = $2`, [traineeId, sessionId]);
  }
}

const selected = `select session.id, session.title, session.mode, session.starts_at as "startsAt",
    session.ends_at as "endsAt", session.hours::float8 as hours, place.name as "placeName",
    place.address as "placeAddress", coalesce(instructor.name, session.instructor_name) as "instructorName",
    class.id as "classId", class.title as "classTitle", enrollment.state = 'confirmed' as arriving,
    attendance.state as attendance, attendance.checked_in_at as "checkedInAt"
  from integration.enrollment enrollment
  join integration.class class on class.id = enrollment.class_id
    and class.state in ('published', 'running', 'ended', 'concluded')
  join integration.session session on session.class_id = class.id
  left join responsibility.place place on place.id = session.place_id
  left join responsibility.account instructor on instructor.id = session.instructor_account_id
  left join integration.attendance attendance
    on attendance.session_id = session.id and attendance.enrollment_id = enrollment.id
  where enrollment.trainee_id = $1 and enrollment.state in ('confirmed', 'arrived', 'completed', 'refused')`;
