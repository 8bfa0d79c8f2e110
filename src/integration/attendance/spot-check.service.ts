import { Injectable } from '@nestjs/common';
import { type Actor, isSystem } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import { Conflict, NotFound } from '../../foundation/error/domain-error.js';
import { ClassService } from '../class/class.service.js';

/** Somebody drawn for a spot check (抽查). */
export interface SpotCheckRow {
  enrollmentId: string;
  name: string;
  divisionName: string;
  /** Null until somebody looked. */
  seen: boolean | null;
}

/** Spot checks: people who checked in by code are drawn at random, and somebody looks whether they sit there. */
@Injectable()
export class SpotCheckService {
  constructor(
    private readonly database: Database,
    private readonly classes: ClassService,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** Everyone drawn for the session, those not looked for yet first. */
  async drawn(actor: Actor, classId: string, sessionId: string): Promise<SpotCheckRow[]> {
    await this.classes.reach(actor, classId, 'run');
    return this.database.query(
      `select spot.enrollment_id as "enrollmentId", trainee.name, division.name as "divisionName", spot.seen
       from integration.spot_check spot
       join integration.session session on session.id = spot.session_id and session.class_id = $1
       join integration.enrollment enrollment on enrollment.id = spot.enrollment_id
       join targeting.trainee trainee on trainee.id = enrollment.trainee_id
       join responsibility.division division on division.id = enrollment.division_id
       where spot.session_id = $2 order by spot.seen is not null, trainee.pinyin_key, enrollment.id`,
      [classId, sessionId],
    );
  }

  /**
   * Draws up to `count` people who checked in by code and were not drawn before.
   * @returns how many were drawn
   * @throws Conflict `attendance.spot.nobody` when nobody is left to draw
   */
  async draw(actor: Actor, classId: string, sessionId: string, count: number): Promise<number> {
    return this.database.transaction(async () => {
      await this.lockOpen(actor, classId, sessionId);
      const rows = await this.database.query<{ id: string }>(
        `insert into integration.spot_check (session_id, enrollment_id, drawn_at, drawn_by)
         select $1, attendance.enrollment_id, $2, (select id from responsibility.account where id = $3)
         from integration.attendance attendance
         join integration.enrollment enrollment on enrollment.id = attendance.enrollment_id
           and enrollment.state in ('confirmed', 'arrived', 'completed', 'refused')
         where attendance.session_id = $1 and attendance.method = 'qr' and attendance.state in ('present', 'late')
           and not exists (select from integration.spot_check earlier
             where earlier.session_id = $1 and earlier.enrollment_id = attendance.enrollment_id)
         order by random() limit $4
         returning enrollment_id as id`,
        [sessionId, this.clock.now(), isSystem(actor) ? null : actor.accountId, count],
      );
      if (rows.length === 0) throw new Conflict('attendance.spot.nobody');
      await this.audit.record(actor, {
        action: 'attendance.draw',
        subjectType: 'session',
        subjectId: sessionId,
        after: { drawn: rows.map(({ id }) => id) },
      });
      return rows.length;
    });
  }

  /**
   * Says whether a drawn person was seen; who was not is absent from then on, and cannot check in again.
   * @throws NotFound for somebody who was not drawn; Conflict `attendance.spot.judged` the second time
   */
  async judge(
    actor: Actor,
    classId: string,
    sessionId: string,
    enrollmentId: string,
    seen: boolean,
  ): Promise<void> {
    await this.database.transaction(async () => {
      await this.lockOpen(actor, classId, sessionId);
      const drawn = await this.database.one<{ seen: boolean | null }>(
        `select seen from integration.spot_check where session_id = $1 and enrollment_id = $2`,
        [sessionId, enrollmentId],
      );
      if (!drawn) throw new NotFound();
      if (drawn.seen !== null) throw new Conflict('attendance.spot.judged');
      await this.database.execute(
        `update integration.spot_check set seen = $3, judged_at = $4,
           judged_by = (select id from responsibility.account where id = $5)
         where session_id = $1 and enrollment_id = $2`,
        [sessionId, enrollmentId, seen, this.clock.now(), isSystem(actor) ? null : actor.accountId],
      );
      const before = seen ? undefined : await this.markAbsent(actor, sessionId, enrollmentId);
      await this.audit.record(actor, {
        action: seen ? 'attendance.seen' : 'attendance.notSeen',
        subjectType: 'session',
        subjectId: sessionId,
        before: before ? { [before]: [enrollmentId] } : {},
        after: before ? { absent: [enrollmentId] } : { seen: [enrollmentId] },
      });
    });
  }

  /** Gives the state before, unless somebody changed it by hand meanwhile. */
  private async markAbsent(
    actor: Actor,
    sessionId: string,
    enrollmentId: string,
  ): Promise<string | undefined> {
    const row = await this.database.one<{ before: string }>(
      `update integration.attendance set state = 'absent', method = 'manual', account_id = $3, recorded_at = now()
       where session_id = $1 and enrollment_id = $2 and state in ('present', 'late')
       returning with (old as earlier) earlier.state as before`,
      [sessionId, enrollmentId, actor.accountId],
    );
    return row?.before;
  }

  private async lockOpen(actor: Actor, classId: string, sessionId: string): Promise<void> {
    const trainingClass = await this.classes.lock(actor, classId, 'run');
    const session = await this.database.one(
      'select 1 from integration.session where id = $1 and class_id = $2',
      [sessionId, classId],
    );
    if (!session) throw new NotFound();
    if (!['published', 'running', 'ended'].includes(trainingClass.state))
      throw new Conflict('attendance.classClosed', { state: trainingClass.state });
  }
}
