import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { instantOf } from '../../foundation/clock/local-time.js';
import { Database } from '../../foundation/database/database.js';
import { Conflict, InvalidInput, NotFound } from '../../foundation/error/domain-error.js';
import { ClassService } from '../class/class.service.js';
import { TrainingClass } from '../class/training-class.entity.js';
import { SessionChoicesRepository } from './session-choices.repository.js';
import { LeaveMoved, SessionRecords } from './session-records.port.js';
import { SessionDto } from './session.dto.js';
import { ClassSession } from './session.entity.js';
import { rollDependsOn, sessionMustFitItsClass, wasMoved } from './session.rules.js';

/** A session as people read it. */
export interface TimetableRow {
  id: string;
  title: string;
  mode: string;
  startsAt: Date;
  endsAt: Date;
  hours: number;
  placeId: string | null;
  placeName: string | null;
  instructorAccountId: string | null;
  instructorName: string | null;
  closingCeremony: boolean;
}

/** Another class's session that wants the same place or instructor at the same time. */
export interface Clash {
  sessionId: string;
  title: string;
  kind: 'place' | 'instructor';
  /** The place or the instructor that is wanted twice. */
  name: string;
  otherTitle: string;
  otherClassTitle: string;
  startsAt: Date;
  endsAt: Date;
}

/** The timetable of a class. Clashes are shown while drafting and refused by the database from publication on. */
@Injectable()
export class SessionService {
  constructor(
    private readonly database: Database,
    private readonly classes: ClassService,
    private readonly records: SessionRecords,
    private readonly choices: SessionChoicesRepository,
    private readonly audit: Audit,
  ) {}

  /** Sessions in time order; whoever sees the class sees its timetable. */
  async timetable(actor: Actor, classId: string): Promise<TimetableRow[]> {
    await this.classes.reach(actor, classId, 'see');
    return this.database.query(
      `select session.id, session.title, session.mode, session.starts_at as "startsAt", session.ends_at as "endsAt",
              session.hours::float8 as hours, session.place_id as "placeId", place.name as "placeName",
              session.instructor_account_id as "instructorAccountId",
              coalesce(account.name, session.instructor_name) as "instructorName",
              session.closing_ceremony as "closingCeremony"
       from integration.session session
       left join responsibility.place place on place.id = session.place_id
       left join responsibility.account account on account.id = session.instructor_account_id
       where session.class_id = $1 order by session.starts_at, session.id`,
      [classId],
    );
  }

  async add(actor: Actor, classId: string, { acknowledged: _, ...input }: SessionDto): Promise<ClassSession> {
    return this.database.transaction(async () => {
      const trainingClass = await this.classes.lockToEdit(actor, classId, 'run');
      const session = await this.checked(trainingClass, undefined, input);
      const added = await this.database.one<{ id: string }>(
        `insert into integration.session (class_id, title, mode, starts_at, ends_at, hours, place_id,
           instructor_account_id, instructor_name, closing_ceremony, firm)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id`,
        [classId, ...this.columns(session), ['published', 'running'].includes(trainingClass.state)],
      );
      const id = added?.id ?? '';
      const leave = await this.followLeave(actor, classId, id);
      await this.record(actor, 'session.add', id, undefined, { ...session, ...leave });
      return this.database.repository(ClassSession).findOneByOrFail({ id });
    });
  }

  /**
   * @throws InvalidInput `session.rollIsTaken` at `acknowledged` when times or hours of a session change whose roll
   * was taken, and nobody said that the roll stays as it is
   */
  async change(
    actor: Actor,
    classId: string,
    sessionId: string,
    { acknowledged, ...input }: SessionDto,
  ): Promise<ClassSession> {
    return this.database.transaction(async () => {
      const trainingClass = await this.classes.lockToEdit(actor, classId, 'run');
      const before = await this.ofClass(classId, sessionId);
      const session = await this.checked(trainingClass, sessionId, input);
      const weighty = rollDependsOn(before, session);
      const count = weighty ? await this.records.taken(sessionId) : 0;
      if (count > 0 && acknowledged !== true)
        throw new InvalidInput([{ field: 'acknowledged', code: 'session.rollIsTaken', params: { count } }]);
      await this.database.execute(
        `update integration.session set title = $2, mode = $3, starts_at = $4, ends_at = $5, hours = $6, place_id = $7,
           instructor_account_id = $8, instructor_name = $9, closing_ceremony = $10 where id = $1`,
        [sessionId, ...this.columns(session)],
      );
      const moved = wasMoved(before, session);
      const leave = moved ? await this.followLeave(actor, classId, sessionId) : {};
      if (weighty && !moved) await this.records.countLeave(classId);
      await this.record(actor, 'session.change', sessionId, before, {
        ...session,
        ...leave,
        ...(count > 0 && { rollTaken: count }),
      });
      return this.database.repository(ClassSession).findOneByOrFail({ id: sessionId });
    });
  }

  /** @throws Conflict `session.hasAttendance` once people stand in its roll: with it their hours would go */
  async remove(actor: Actor, classId: string, sessionId: string): Promise<void> {
    await this.database.transaction(async () => {
      await this.classes.lockToEdit(actor, classId, 'run');
      const before = await this.ofClass(classId, sessionId);
      const count = await this.records.taken(sessionId);
      if (count > 0) throw new Conflict('session.hasAttendance', { title: before.title, count });
      await this.records.uncover(sessionId);
      await this.database.repository(ClassSession).delete({ id: sessionId });
      await this.records.countLeave(classId);
      await this.record(actor, 'session.remove', sessionId, before, undefined);
    });
  }

  /** How many people stand in the session's roll, for those who change it. */
  async rollTaken(actor: Actor, classId: string, sessionId: string): Promise<number> {
    await this.classes.reach(actor, classId, 'run');
    await this.ofClass(classId, sessionId);
    return this.records.taken(sessionId);
  }

  /** Copies another class's sessions, moved by a number of days; places and instructors come along as proposals. */
  async copy(fromClassId: string, toClassId: string, days: number): Promise<void> {
    await this.database.execute(
      `insert into integration.session (class_id, title, mode, starts_at, ends_at, hours, place_id,
         instructor_account_id, instructor_name, closing_ceremony)
       select $2, title, mode, starts_at + make_interval(days => $3), ends_at + make_interval(days => $3), hours,
         place_id, instructor_account_id, instructor_name, closing_ceremony
       from integration.session where class_id = $1`,
      [fromClassId, toClassId, days],
    );
  }

  /** What published classes already hold of the places and instructors this class wants. */
  async clashes(classId: string): Promise<Clash[]> {
    return this.database.query(
      `select mine.id as "sessionId", mine.title, other.title as "otherTitle", class.title as "otherClassTitle",
              case when other.place_id = mine.place_id then 'place' else 'instructor' end as kind,
              case when other.place_id = mine.place_id then place.name else account.name end as name,
              other.starts_at as "startsAt", other.ends_at as "endsAt"
       from integration.session mine
       join integration.session other on other.firm and other.class_id <> mine.class_id
         and tstzrange(other.starts_at, other.ends_at) && tstzrange(mine.starts_at, mine.ends_at)
         and (other.place_id = mine.place_id or other.instructor_account_id = mine.instructor_account_id)
       join integration.class class on class.id = other.class_id
       left join responsibility.place place on place.id = mine.place_id
       left join responsibility.account account on account.id = mine.instructor_account_id
       where mine.class_id = $1 order by mine.starts_at`,
      [classId],
    );
  }

  /** Holds places and instructors from now on; the exclusion constraints refuse what clashes. */
  async makeFirm(classId: string, firm: boolean): Promise<void> {
    await this.database.execute('update integration.session set firm = $2 where class_id = $1', [
      classId,
      firm,
    ]);
  }

  private async checked(
    trainingClass: TrainingClass,
    id: string | undefined,
    input: Omit<SessionDto, 'acknowledged'>,
  ): Promise<Sitting> {
    const session = { ...input, startsAt: instantOf(input.startsAt), endsAt: instantOf(input.endsAt) };
    const others = await this.database.repository(ClassSession).findBy({ classId: trainingClass.id });
    const errors = sessionMustFitItsClass(
      { ...session, ...(id !== undefined && { id }) },
      trainingClass,
      others,
    );
    const { instructorAccountId: instructor } = input;
    const before = others.find((other) => other.id === id)?.instructorAccountId;
    // An instructor shows by name, so that nobody may be named whom the form would not have offered.
    if (
      instructor !== undefined &&
      instructor !== before &&
      !(await this.choices.offersInstructor(trainingClass.divisionId, instructor))
    )
      errors.push({ field: 'instructorAccountId', code: 'session.instructorNotOffered' });
    if (errors.length > 0) throw new InvalidInput(errors);
    return session;
  }

  /** Leave follows the timetable; gives whom that put on leave or took off, for the audit log. */
  private async followLeave(actor: Actor, classId: string, sessionId: string): Promise<Partial<LeaveMoved>> {
    const { onLeave, offLeave } = await this.records.cover(actor, classId, sessionId);
    await this.records.countLeave(classId);
    return { ...(onLeave.length > 0 && { onLeave }), ...(offLeave.length > 0 && { offLeave }) };
  }

  private columns(session: Sitting): unknown[] {
    return [
      session.title,
      session.mode,
      session.startsAt,
      session.endsAt,
      session.hours,
      session.placeId ?? null,
      session.instructorAccountId ?? null,
      session.instructorName ?? null,
      session.closingCeremony ?? false,
    ];
  }

  private async ofClass(classId: string, sessionId: string): Promise<ClassSession> {
    const session = await this.database.repository(ClassSession).findOneBy({ id: sessionId, classId });
    if (!session) throw new NotFound();
    return session;
  }

  private async record(
    actor: Actor,
    action: string,
    subjectId: string,
    before: unknown,
    after: unknown,
  ): Promise<void> {
    await this.audit.record(actor, { action, subjectType: 'session', subjectId, before, after });
  }
}

type Sitting = Omit<SessionDto, 'startsAt' | 'endsAt' | 'acknowledged'> & { startsAt: Date; endsAt: Date };
