import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { Clock } from '../../foundation/clock/clock.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { validate } from '../../foundation/http/validate.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { redirect, Redirect } from '../../foundation/view/redirect.js';
import { ClassViewService } from '../class/class-view.service.js';
import { RosterService } from '../enrollment/roster.service.js';
import { ArrivalDto, LeaveDecisionDto } from './attendance.dto.js';
import { LeaveRow, LeaveService } from './leave.service.js';
import { RollService, SessionCount } from './roll.service.js';

const runners = ['coordinator', 'host', 'classHead'] as const;

/** People who have not arrived and are listed; the roster has the others. */
const listed = 50;

/** `/classes/:id/attendance`: sessions with their counts; for those who run the class also leave and arrival. */
@Controller('classes/:id/attendance')
export class AttendancePage {
  constructor(
    private readonly views: ClassViewService,
    private readonly rolls: RollService,
    private readonly leaves: LeaveService,
    private readonly roster: RosterService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Allow([...runners, 'supervisor'], 'class')
  @Page('integration/attendance/tab')
  async show(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const trainingClass = await this.views.view(actor, id);
    const now = this.clock.now();
    const sessions = await this.rolls.sessions(actor, id);
    const shared = {
      class: trainingClass,
      sessions: sessions.map((session) => sessionLine(session, now)),
      expected: sessions[0]?.expected ?? 0,
      rate: averageRate(sessions),
      mayRun: trainingClass.mayRun,
      mayRoll: trainingClass.mayRun && ['published', 'running', 'ended'].includes(trainingClass.state),
    };
    if (!trainingClass.mayRun) return { ...shared, pending: [], decided: [], awaited: [], more: 0, away: 0 };
    const leaves = (await this.leaves.ofClass(actor, id)).map((leave) => leaveLine(leave, now));
    const awaited = await this.rolls.awaited(actor, id);
    return {
      ...shared,
      pending: leaves.filter(({ state }) => state === 'requested'),
      decided: leaves.filter(({ state }) => state !== 'requested'),
      awaited: awaited.slice(0, listed),
      away: awaited.length,
      more: Math.max(0, awaited.length - listed),
    };
  }

  @Post('leaves/:leaveId')
  @Allow(runners, 'class')
  @Page('integration/attendance/tab')
  async decideLeave(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('leaveId', IdPipe) leaveId: string,
    @Body() { state }: LeaveDecisionDto,
  ): Promise<Redirect> {
    await this.leaves.decide(actor, id, leaveId, state);
    return redirect(`/classes/${id}/attendance`, { notice: `attendance.notice.${state}` });
  }

  @Post('leaves/:leaveId/return')
  @Allow(runners, 'class')
  @Page('integration/attendance/tab')
  async endLeave(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('leaveId', IdPipe) leaveId: string,
  ): Promise<Redirect> {
    await this.leaves.endLeave(actor, id, leaveId);
    return redirect(`/classes/${id}/attendance`, { notice: 'attendance.notice.returned' });
  }

  @Post('arrivals')
  @Allow(runners, 'class')
  @Page('integration/attendance/tab')
  async arrive(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: Record<string, unknown>,
  ): Promise<Redirect> {
    const path = `/classes/${id}/attendance`;
    const { ids = [] } = await validate(ArrivalDto, body);
    if (ids.length === 0) return redirect(path, { notice: 'attendance.arrival.nobody' });
    const moved = await this.roster.move(actor, 'arrive', ids);
    return redirect(path, {
      notice: 'attendance.notice.arrived',
      params: { count: moved.length },
      ...(moved.length > 0 &&
        moved.length <= listed && {
          undo: { action: `${path}/arrivals/undo`, fields: { ids: moved.join(',') } },
        }),
    });
  }

  @Post('arrivals/undo')
  @Allow(runners, 'class')
  @Page('integration/attendance/tab')
  async takeBackArrival(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: Record<string, unknown>,
  ): Promise<Redirect> {
    const { ids = [] } = await validate(ArrivalDto, body);
    await this.roster.move(actor, 'unarrive', ids);
    return redirect(`/classes/${id}/attendance`, { notice: 'attendance.notice.unarrived' });
  }
}

/** Where a session stands in time, and how many of those expected were there; null when nobody was recorded. */
function sessionLine(session: SessionCount, now: Date): object {
  const when = session.endsAt <= now ? 'over' : session.startsAt <= now ? 'now' : 'ahead';
  const unmarked = session.expected - session.present - session.late - session.absent - session.leave;
  return { ...session, when, unmarked: Math.max(0, unmarked), rate: rateOf(session) };
}

function rateOf({ present, late, absent, expected }: SessionCount): number | null {
  return expected === 0 || present + late + absent === 0 ? null : (present + late) / expected;
}

function averageRate(sessions: SessionCount[]): number | null {
  const taken = sessions.filter((session) => rateOf(session) !== null);
  if (taken.length === 0) return null;
  const sum = (pick: (session: SessionCount) => number) => taken.reduce((total, one) => total + pick(one), 0);
  return sum(({ present, late }) => present + late) / sum(({ expected }) => expected);
}

function leaveLine(leave: LeaveRow, now: Date): LeaveRow & { mayEnd: boolean } {
  return { ...leave, mayEnd: leave.state === 'approved' && leave.startsAt <= now && leave.endsAt > now };
}
