import { Injectable } from '@nestjs/common';
import { Database } from '../../foundation/database/database.js';
import type { ScheduledKind } from './class-schedule.queue.js';

export interface DueClass {
  classId: string;
  dueAt: Date;
}

const today = `($1::timestamptz at time zone 'Asia/Shanghai')::date`;
const shanghai = (date: string, hour: number) =>
  `((${date} + time '${String(hour).padStart(2, '0')}:00') at time zone 'Asia/Shanghai')`;
const lastSession = `coalesce(
  (select max(session.ends_at) from integration.session session where session.class_id = class.id),
  ${shanghai('class.ends_on + 1', 0)})`;
/** Registration's end, or three days before the class when people are only called up. */
const minimumAt = `coalesce(case when seat.self_registration then seat.closes_at end,
  ${shanghai('class.starts_on - 3', 9)})`;

/** By kind: when it is due, and for which classes. `$1` is the present instant. */
const dueWhen: Record<ScheduledKind, { at: string; where: string }> = {
  start: {
    at: shanghai('class.starts_on', 0),
    where: `class.state = 'published' and class.starts_on <= ${today}`,
  },
  end: { at: lastSession, where: `class.state = 'running' and ${lastSession} <= $1` },
  open: {
    at: 'seat.opens_at',
    where: `class.state = 'published' and seat.self_registration and seat.open and seat.opens_at <= $1
      and (seat.closes_at is null or seat.closes_at > $1)`,
  },
  close: {
    at: 'seat.closes_at',
    where: `class.state = 'published' and seat.self_registration and seat.closes_at <= $1`,
  },
  minimum: {
    at: minimumAt,
    where: `class.state = 'published' and class.starts_on > ${today} and ${minimumAt} <= $1
      and seat.taken < class.minimum_persons`,
  },
  remind: {
    at: shanghai('class.starts_on - 1', 9),
    where: `class.state = 'published' and class.starts_on > ${today}
      and ${shanghai('class.starts_on - 1', 9)} <= $1`,
  },
};

/** Asks the database what time has made due and is not done yet. */
@Injectable()
export class ClassScheduleRepository {
  constructor(private readonly database: Database) {}

  /** @param classId only this class */
  async due(kind: ScheduledKind, now: Date, classId?: string): Promise<DueClass[]> {
    const { at, where } = dueWhen[kind];
    return this.database.query(
      `select class.id as "classId", ${at} as "dueAt"
       from integration.class class join integration.seat seat on seat.class_id = class.id
       where ${where} and ($2::uuid is null or class.id = $2) and not exists (
         select from integration.class_announcement made
         where made.class_id = class.id and made.kind = $3 and made.due_at = ${at})
       order by class.id limit 1000`,
      [now, classId ?? null, kind],
    );
  }

  /** Notes that an announcement is being made; false when it was made before. */
  async note(kind: ScheduledKind, { classId, dueAt }: DueClass): Promise<boolean> {
    const noted = await this.database.execute(
      `insert into integration.class_announcement (class_id, kind, due_at) values ($1, $2, $3) on conflict do nothing`,
      [classId, kind, dueAt],
    );
    return noted > 0;
  }

  async lock(classId: string): Promise<void> {
    await this.database.execute('select 1 from integration.class where id = $1 for update', [classId]);
  }
}
