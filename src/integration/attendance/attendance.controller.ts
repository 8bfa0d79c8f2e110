import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { knownDevice } from '../../foundation/http/device-cookie.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { instantOf } from '../../foundation/clock/local-time.js';
import { WholeList } from '../../foundation/http/whole-list.decorator.js';
import { CheckInDto, LeaveDecisionDto, LeaveDto, RollDto } from './attendance.dto.js';
import { CheckedIn, CheckInService, ShownCode } from './check-in.service.js';
import { LeaveAccount, LeaveRow, LeaveService } from './leave.service.js';
import { RollRow, RollService, SessionCount } from './roll.service.js';

const runners = ['coordinator', 'host', 'classHead'] as const;

@Controller('api/v1')
export class AttendanceController {
  constructor(
    private readonly checkIns: CheckInService,
    private readonly rolls: RollService,
    private readonly leaves: LeaveService,
  ) {}

  @Get('sessions/:id/check-in-code')
  @Allow(runners, 'class')
  shown(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<ShownCode> {
    return this.checkIns.shown(actor, id);
  }

  @Post('sessions/:id/check-ins')
  @Allow(['trainee'], 'self')
  checkIn(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() input: CheckInDto,
    @Req() request: FastifyRequest,
  ): Promise<CheckedIn> {
    return this.checkIns.checkIn(actor, id, input.code, knownDevice(request));
  }

  @Get('classes/:id/attendance')
  @WholeList()
  @Allow([...runners, 'supervisor'], 'class')
  async sessions(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<{ items: SessionCount[] }> {
    return { items: await this.rolls.sessions(actor, id) };
  }

  @Get('classes/:id/attendance/:sessionId')
  @WholeList('enrollmentId')
  @Allow(runners, 'class')
  async roll(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('sessionId', IdPipe) sessionId: string,
  ): Promise<{ items: RollRow[] }> {
    return { items: await this.rolls.roll(actor, id, sessionId) };
  }

  @Put('classes/:id/attendance/:sessionId')
  @Allow(runners, 'class')
  async take(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('sessionId', IdPipe) sessionId: string,
    @Body() input: RollDto,
  ): Promise<{ written: number }> {
    return { written: await this.rolls.take(actor, id, sessionId, input.marks) };
  }

  @Post('classes/:id/leaves')
  @Allow(['trainee'], 'self')
  request(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() input: LeaveDto,
  ): Promise<LeaveAccount> {
    const { startsAt, endsAt, reason } = input;
    return this.leaves.request(actor, id, {
      startsAt: instantOf(startsAt),
      endsAt: instantOf(endsAt),
      reason,
    });
  }

  @Get('classes/:id/leaves')
  @WholeList()
  @Allow(runners, 'class')
  async ofClass(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<{ items: LeaveRow[] }> {
    return { items: await this.leaves.ofClass(actor, id) };
  }

  /** The trainee's own request, as long as nobody has decided it. */
  @Delete('classes/:id/leaves/:leaveId')
  @HttpCode(204)
  @Allow(['trainee'], 'self')
  withdraw(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('leaveId', IdPipe) leaveId: string,
  ): Promise<void> {
    return this.leaves.withdraw(actor, id, leaveId);
  }

  @Post('classes/:id/leaves/:leaveId/decision')
  @HttpCode(204)
  @Allow(runners, 'class')
  decide(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('leaveId', IdPipe) leaveId: string,
    @Body() { state }: LeaveDecisionDto,
  ): Promise<void> {
    return this.leaves.decide(actor, id, leaveId, state);
  }

  @Post('classes/:id/leaves/:leaveId/return')
  @HttpCode(204)
  @Allow(runners, 'class')
  endLeave(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('leaveId', IdPipe) leaveId: string,
  ): Promise<void> {
    return this.leaves.endLeave(actor, id, leaveId);
  }
}
