import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Bindings } from '../../foundation/database/bindings.js';
import { Database } from '../../foundation/database/database.js';
import { ClassService } from '../class/class.service.js';
import { ClassVenue, ScheduleClash, ScheduledSession } from './schedule.dto.js';
import { SessionService } from './session.service.js';

/** The timetable as programs read it: each session with its venue, its instructor and what clashes with it. */
@Injectable()
export class ScheduleService {
  constructor(
    private readonly database: Database,
    private readonly classes: ClassService,
    private readonly sessions: SessionService,
  ) {}

  /** Sessions in time order; whoever sees the class sees them. @throws NotFound out of reach */
  async schedule(actor: Actor, classId: string): Promise<ScheduledSession[]> {
    await this.classes.reach(actor, classId, 'see');
    const rows = await this.database.query<Omit<ScheduledSession, 'clashes'>>(
      `select session.id, session.title, session.mode, session.starts_at as "startsAt", session.ends_at as "endsAt",
         session.hours::float8 as hours, session.closing_ceremony as "closingCeremony",
         case when place.id is not null then jsonb_build_object('id', place.id, 'name', place.name, 'kind', place.kind,
           'address', place.address, 'divisionCode', division.code, 'divisionName', division.name) end as venue,
         case when coalesce(account.name, session.instructor_name) is not null then jsonb_build_object(
           'accountId', account.id, 'name', coalesce(account.name, session.instructor_name)) end as instructor
       from integration.session session
       left join responsibility.place place on place.id = session.place_id
       left join responsibility.division division on division.id = place.division_id
       left join responsibility.account account on account.id = session.instructor_account_id
       where session.class_id = $1 order by session.starts_at, session.id`,
      [classId],
    );
    const clashes = await this.clashes(actor, classId);
    return rows.map((row) => ({ ...row, clashes: clashes.get(row.id) ?? [] }));
  }

  /** Places of the timetable, the one with the most sessions first. @throws NotFound out of reach */
  async venues(actor: Actor, classId: string): Promise<ClassVenue[]> {
    await this.classes.reach(actor, classId, 'see');
    return this.database.query<ClassVenue>(
      `select place.id, place.name, place.kind, place.address, place.capacity, division.code as "divisionCode",
         division.name as "divisionName", division.level, count(*)::integer as sessions,
         min(session.starts_at) as "firstStartsAt", max(session.ends_at) as "lastEndsAt"
       from integration.session session
       join responsibility.place place on place.id = session.place_id
       join responsibility.division division on division.id = place.division_id
       where session.class_id = $1 group by place.id, division.id
       order by count(*) desc, place.name, place.id`,
      [classId],
    );
  }

  private async clashes(actor: Actor, classId: string): Promise<Map<string, ScheduleClash[]>> {
    const found = new Map<string, ScheduleClash[]>();
    if (!(await this.runs(actor, classId))) return found;
    for (const { sessionId, kind, name, startsAt, endsAt } of await this.sessions.clashes(classId))
      found.set(sessionId, [...(found.get(sessionId) ?? []), { kind, name, startsAt, endsAt }]);
    return found;
  }

  private async runs(actor: Actor, classId: string): Promise<boolean> {
    const bindings = new Bindings();
    const run = this.classes.condition(actor, 'run', bindings);
    const row = await this.database.one(
      `select from integration.class class where class.id = ${bindings.add(classId)} and ${run}`,
      bindings.values,
    );
    return row !== undefined;
  }
}
