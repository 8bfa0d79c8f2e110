import { Injectable } from '@nestjs/common';
import { type Actor, isSystem } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import { Conflict, InvalidInput, NotFound } from '../../foundation/error/domain-error.js';
import { ClassService } from '../class/class.service.js';
import { usualCompletionRule } from '../class/completion-rule.entity.js';
import { SessionService } from '../session/session.service.js';
import { LeaveCoverRepository } from './leave-cover.repository.js';
import { LeaveMessageService } from './leave-message.service.js';
import { countingHours, leaveLeft, sessionsCovered } from './leave.rules.js';

export interface LeaveRow {
  id: string;
  enrollmentId: string;
  name: string;
  startsAt: Date;
  endsAt: Date;
  hours: number;
  reason: string;
  state: string;
}

/** What a trainee sees before asking for leave. */
export interface LeaveAccount {
  enrollmentId: string;
  classTitle: string;
  taken: number;
  /** Hours that may still be taken before dismissal has to be considered (1/7 by regulation). */
  left: number;
  leaves: LeaveRow[];
}

const columns = `leave.id, leave.enrollment_id as "enrollmentId", trainee.name, leave.starts_at as "startsAt",
  leave.ends_at as "endsAt", leave.hours::float8 as hours, leave.reason, leave.state`;

/** Leave (请假) and return (销假): asked for by the trainee, decided by whoever runs the class. */
@Injectable()
export class LeaveService {
  constructor(
    private readonly database: Database,
    private readonly classes: ClassService,
    private readonly sessions: SessionService,
    private readonly covers: LeaveCoverRepository,
    private readonly messages: LeaveMessageService,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  async account(actor: Actor, classId: string): Promise<LeaveAccount> {
    const enrollment = await this.database.one<{
      id: string;
      title: string;
      hours: number;
      mostLeave: number | null;
    }>(
      `select enrollment.id, class.title,
              coalesce((select sum(session.hours) from integration.session session
                where session.class_id = class.id and not session.closing_ceremony), 0)::float8 as hours,
              (class.completion_rule ->> 'mostLeave')::float8 as "mostLeave"
       from integration.enrollment enrollment join integration.class class on class.id = enrollment.class_id
       where enrollment.class_id = $1 and enrollment.trainee_id = $2 and enrollment.state in ('confirmed', 'arrived')`,
      [classId, actor.traineeId ?? null],
    );
    if (!enrollment) throw new NotFound();
    const leaves = await this.leavesOf(enrollment.id);
    const taken = leaves
      .filter(({ state }) => ['requested', 'approved', 'returned'].includes(state))
      .reduce((sum, { hours }) => sum + hours, 0);
    return {
      enrollmentId: enrollment.id,
      classTitle: enrollment.title,
      taken,
      left: leaveLeft(enrollment.hours, enrollment.mostLeave ?? usualCompletionRule.mostLeave, taken),
      leaves,
    };
  }

  /**
   * @throws InvalidInput for a leave that covers no session, has the wrong order or is no time at all; Conflict when
   * it overlaps another that is open or approved
   */
  async request(
    actor: Actor,
    classId: string,
    input: { startsAt: Date; endsAt: Date; reason: string },
  ): Promise<LeaveAccount> {
    for (const field of ['startsAt', 'endsAt'] as const)
      if (Number.isNaN(input[field].getTime()))
        throw new InvalidInput([{ field, code: 'attendance.leave.noTime' }]);
    return this.database.transaction(async () => {
      // Held against a change of the timetable, which counts the hours of every leave anew.
      await this.database.execute('select 1 from integration.class where id = $1 for share', [classId]);
      const { enrollmentId } = await this.account(actor, classId);
      if (input.endsAt <= input.startsAt)
        throw new InvalidInput([{ field: 'endsAt', code: 'attendance.leave.endBeforeStart' }]);
      const covered = sessionsCovered(await this.sessions.timetable(actor, classId), input);
      if (covered.length === 0)
        throw new InvalidInput([{ field: 'startsAt', code: 'attendance.leave.coversNothing' }]);
      const written = await this.database.one<{ id: string }>(
        `insert into integration.leave (enrollment_id, starts_at, ends_at, hours, reason)
         select $1::uuid, $2::timestamptz, $3::timestamptz, $4, $5 where not exists (
           select from integration.leave other where other.enrollment_id = $1
             and other.state in ('requested', 'approved') and tstzrange(other.starts_at, other.ends_at) && tstzrange($2, $3))
         returning id`,
        [enrollmentId, input.startsAt, input.endsAt, countingHours(covered), input.reason],
      );
      if (!written) throw new Conflict('attendance.leave.overlaps');
      await this.audit.record(actor, {
        action: 'leave.request',
        subjectType: 'leave',
        subjectId: written.id,
        after: { startsAt: input.startsAt, endsAt: input.endsAt, hours: countingHours(covered) },
      });
      await this.messages.requested(written.id);
      return this.account(actor, classId);
    });
  }

  /**
   * Takes the asking trainee's own request back.
   * @throws NotFound for anybody else's; Conflict once it was decided
   */
  async withdraw(actor: Actor, classId: string, leaveId: string): Promise<void> {
    await this.database.transaction(async () => {
      const own = await this.database.one<{ state: string }>(
        `select leave.state from integration.leave leave
         join integration.enrollment enrollment on enrollment.id = leave.enrollment_id
         where leave.id = $1 and enrollment.class_id = $2 and enrollment.trainee_id = $3 for update of leave`,
        [leaveId, classId, actor.traineeId ?? null],
      );
      if (!own) throw new NotFound();
      if (own.state !== 'requested') throw new Conflict('attendance.leave.decided');
      await this.database.execute(`update integration.leave set state = 'withdrawn' where id = $1`, [
        leaveId,
      ]);
      await this.messages.withdrawn(classId, leaveId);
      await this.audit.record(actor, { action: 'leave.withdrawn', subjectType: 'leave', subjectId: leaveId });
    });
  }

  /** Leave requests of a class, open ones first. */
  async ofClass(actor: Actor, classId: string): Promise<LeaveRow[]> {
    await this.classes.reach(actor, classId, 'run');
    return this.database.query(
      `select ${columns} from integration.leave leave
       join integration.enrollment enrollment on enrollment.id = leave.enrollment_id
       join targeting.trainee trainee on trainee.id = enrollment.trainee_id
       where enrollment.class_id = $1 order by leave.state = 'requested' desc, leave.starts_at`,
      [classId],
    );
  }

  /** Approves or refuses; approved leave stands in the roll of every session it covers. */
  async decide(actor: Actor, classId: string, leaveId: string, state: 'approved' | 'refused'): Promise<void> {
    await this.database.transaction(async () => {
      await this.classes.lock(actor, classId, 'run');
      const moved = await this.database.execute(
        `update integration.leave leave set state = $3, decided_at = $4,
           decided_by = (select id from responsibility.account where id = $5)
         from integration.enrollment enrollment
         where leave.id = $1 and enrollment.id = leave.enrollment_id and enrollment.class_id = $2
           and leave.state = 'requested'`,
        [leaveId, classId, state, this.clock.now(), isSystem(actor) ? null : actor.accountId],
      );
      if (moved === 0) throw await this.whyNot(classId, leaveId);
      if (state === 'approved') await this.covers.cover(actor, classId, { leaveId });
      await this.messages.decided(leaveId, state);
      await this.audit.record(actor, { action: `leave.${state}`, subjectType: 'leave', subjectId: leaveId });
    });
  }

  /**
   * Return from leave (销假): from now on the person is expected again; sessions not begun yet lose their leave, and
   * the leave counts the hours that were really missed.
   * @throws Conflict for a leave that is not approved or was returned from before
   */
  async endLeave(actor: Actor, classId: string, leaveId: string): Promise<void> {
    await this.database.transaction(async () => {
      await this.classes.lock(actor, classId, 'run');
      const now = this.clock.now();
      const moved = await this.database.execute(
        `update integration.leave leave set state = 'returned', returned_at = $3
         from integration.enrollment enrollment
         where leave.id = $1 and enrollment.id = leave.enrollment_id and enrollment.class_id = $2
           and leave.state = 'approved'`,
        [leaveId, classId, now],
      );
      if (moved === 0) throw await this.whyNot(classId, leaveId);
      await this.covers.count(classId, leaveId);
      await this.database.execute(
        `delete from integration.attendance attendance using integration.session session, integration.leave leave
         where leave.id = $1 and attendance.enrollment_id = leave.enrollment_id and attendance.method = 'leave'
           and session.id = attendance.session_id and session.starts_at >= $2 and session.starts_at < leave.ends_at`,
        [leaveId, now],
      );
      await this.audit.record(actor, { action: 'leave.returned', subjectType: 'leave', subjectId: leaveId });
    });
  }

  private async whyNot(classId: string, leaveId: string): Promise<Error> {
    const found = await this.database.one(
      `select 1 from integration.leave leave join integration.enrollment enrollment on enrollment.id = leave.enrollment_id
       where leave.id = $1 and enrollment.class_id = $2`,
      [leaveId, classId],
    );
    return found ? new Conflict('attendance.leave.decided') : new NotFound();
  }

  private leavesOf(enrollmentId: string): Promise<LeaveRow[]> {
    return this.database.query(
      `select ${columns} from integration.leave leave
       join integration.enrollment enrollment on enrollment.id = leave.enrollment_id
       join targeting.trainee trainee on trainee.id = enrollment.trainee_id
       where leave.enrollment_id = $1 order by leave.starts_at`,
      [enrollmentId],
    );
  }
}
