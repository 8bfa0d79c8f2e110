import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import { BrokenRule, NotFound } from '../../foundation/error/domain-error.js';
import { RosterService } from '../enrollment/roster.service.js';
import { ClassService } from '../class/class.service.js';
import {
  checkInCode,
  checkInObstacle,
  checkInOpensAt,
  isCurrentCode,
  isLate,
  isOldCode,
  stepSeconds,
} from './check-in-code.rules.js';

export { checkInObstacle } from './check-in-code.rules.js';

/** A session with what checking in to it needs. */
interface CheckInSession {
  id: string;
  classId: string;
  title: string;
  classTitle: string;
  startsAt: Date;
  endsAt: Date;
  secret: Buffer;
}

/** What the projector shows: the present code and how long it stays. */
export interface ShownCode {
  code: string;
  secondsLeft: number;
  title: string;
  classTitle: string;
  checkedIn: number;
  expected: number;
}

export interface CheckedIn {
  sessionId: string;
  classId: string;
  title: string;
  state: 'present' | 'late';
  checkedInAt: Date;
  /** False when the person had checked in before: a second scan is harmless. */
  first: boolean;
}

/** Rotating-code check-in: bound to person, session and time. */
@Injectable()
export class CheckInService {
  constructor(
    private readonly database: Database,
    private readonly classes: ClassService,
    private readonly roster: RosterService,
    private readonly clock: Clock,
  ) {}

  /** The code to show now; whoever runs the class may show it, not before the session's check-in opens. */
  async shown(actor: Actor, sessionId: string): Promise<ShownCode> {
    const session = await this.session(sessionId);
    await this.classes.reach(actor, session.classId, 'run');
    const now = this.clock.now();
    const obstacle = checkInObstacle(session, now);
    if (obstacle) throw new BrokenRule(obstacle);
    const counts = await this.database.one<{ checkedIn: number; expected: number }>(
      `select count(attendance.session_id)::int as "checkedIn", count(*)::int as expected
       from integration.enrollment enrollment
       left join integration.attendance attendance on attendance.enrollment_id = enrollment.id
         and attendance.session_id = $2 and attendance.state in ('present', 'late')
       where enrollment.class_id = $1 and enrollment.state in ('confirmed', 'arrived', 'completed', 'refused')`,
      [session.classId, sessionId],
    );
    return {
      code: checkInCode(session.secret, sessionId, now),
      secondsLeft: stepSeconds - (Math.floor(now.getTime() / 1000) % stepSeconds),
      title: session.title,
      classTitle: session.classTitle,
      checkedIn: counts?.checkedIn ?? 0,
      expected: counts?.expected ?? 0,
    };
  }

  /**
   * Checks the asking trainee in. The first check-in of a class is also the arrival (报到).
   * @param device the browser's own name; two people of one browser are looked at again
   * @throws NotFound when the trainee is not on the class's roster, with the reason where the code is the current
   * one; BrokenRule for an old code, a wrong time, or after
   * a spot check that did not find the person
   */
  async checkIn(actor: Actor, sessionId: string, code: string, device?: string): Promise<CheckedIn> {
    const session = await this.session(sessionId);
    // The refusal leaves a trace, so it is thrown behind the transaction.
    const done = await this.database.transaction(async () => {
      const enrollment = await this.database.one<{ id: string; state: string }>(
        `select id, state::text as state from integration.enrollment
         where class_id = $1 and trainee_id = $2 and state in ('confirmed', 'arrived', 'completed', 'refused')
         for update`,
        [session.classId, actor.traineeId ?? null],
      );
      const now = this.clock.now();
      const isCurrent = isCurrentCode(session.secret, sessionId, code, now);
      // Only whoever holds the code on the screen learns that there is such a session.
      if (!enrollment) throw new NotFound(isCurrent ? 'attendance.notOnRoster' : undefined);
      const obstacle = checkInObstacle(session, now);
      if (obstacle) throw new BrokenRule(obstacle);
      if (!isCurrent) {
        if (isOldCode(session.secret, sessionId, code, now))
          await this.noteOldCode(session, enrollment.id, now);
        return undefined;
      }
      await this.refuseUnseen(sessionId, enrollment.id);
      if (enrollment.state === 'confirmed') await this.roster.move(actor, 'arrive', [enrollment.id]);
      return this.record(actor, session, enrollment.id, {
        state: isLate(session, now) ? 'late' : 'present',
        now,
        device: device === undefined ? null : sessionDevice(sessionId, device),
      });
    });
    if (!done)
      throw new BrokenRule('attendance.oldCode', {}, [{ field: 'code', code: 'attendance.oldCode' }]);
    return done;
  }

  /** Name and times of a session of the class, with when its check-in opens. @throws NotFound out of reach */
  async sessionOf(
    actor: Actor,
    classId: string,
    sessionId: string,
  ): Promise<{ title: string; startsAt: Date; endsAt: Date; opensAt: Date }> {
    await this.classes.reach(actor, classId, 'run');
    const session = await this.session(sessionId);
    if (session.classId !== classId) throw new NotFound();
    const { title, startsAt, endsAt } = session;
    return { title, startsAt, endsAt, opensAt: checkInOpensAt(session) };
  }

  private async record(
    actor: Actor,
    session: CheckInSession,
    enrollmentId: string,
    { state, now, device }: { state: 'present' | 'late'; now: Date; device: Buffer | null },
  ): Promise<CheckedIn> {
    const inserted = await this.database.execute(
      `insert into integration.attendance (session_id, enrollment_id, state, method, checked_in_at, account_id, device)
       values ($1, $2, $3, 'qr', $4, $5, $6)
       on conflict (session_id, enrollment_id) do update
         set state = excluded.state, method = 'qr', checked_in_at = excluded.checked_in_at,
             account_id = excluded.account_id, device = excluded.device, recorded_at = now()
         where attendance.state in ('absent', 'leave')`,
      [session.id, enrollmentId, state, now, actor.accountId, device],
    );
    const row = await this.database.one<{ state: 'present' | 'late'; checkedInAt: Date }>(
      `select state, coalesce(checked_in_at, recorded_at) as "checkedInAt" from integration.attendance
       where session_id = $1 and enrollment_id = $2`,
      [session.id, enrollmentId],
    );
    return {
      sessionId: session.id,
      classId: session.classId,
      title: session.title,
      state: row?.state ?? state,
      checkedInAt: row?.checkedInAt ?? now,
      first: inserted > 0,
    };
  }

  private async noteOldCode({ id }: CheckInSession, enrollmentId: string, now: Date): Promise<void> {
    await this.database.execute(
      `insert into integration.old_code (session_id, enrollment_id, tried_at) values ($1, $2, $3)
       on conflict do nothing`,
      [id, enrollmentId, now],
    );
  }

  private async refuseUnseen(sessionId: string, enrollmentId: string): Promise<void> {
    const unseen = await this.database.one(
      'select 1 from integration.spot_check where session_id = $1 and enrollment_id = $2 and not seen',
      [sessionId, enrollmentId],
    );
    if (unseen) throw new BrokenRule('attendance.notSeen');
  }

  private async session(id: string): Promise<CheckInSession> {
    const session = await this.database.one<CheckInSession>(
      `select session.id, session.class_id as "classId", session.title, class.title as "classTitle",
              session.starts_at as "startsAt", session.ends_at as "endsAt", class.check_in_secret as secret
       from integration.session session join integration.class class on class.id = session.class_id
       where session.id = $1 and class.state in ('published', 'running', 'ended')`,
      [id],
    );
    if (!session) throw new NotFound();
    return session;
  }
}

/** What is stored of a browser: it tells people of one session apart and says nothing about any other. */
function sessionDevice(sessionId: string, device: string): Buffer {
  return createHash('sha256').update(`${sessionId}:${device}`).digest();
}
