import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { addDays } from '../../foundation/clock/calendar-day.rules.js';
import { Clock, shanghaiInstant } from '../../foundation/clock/clock.js';
import { Configuration } from '../../foundation/config/configuration.js';
import { NotFound } from '../../foundation/error/domain-error.js';
import { deviceOf } from '../../foundation/http/device-cookie.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { validate } from '../../foundation/http/validate.js';
import { attempt, Redisplay } from '../../foundation/view/attempt.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { redirect, Redirect } from '../../foundation/view/redirect.js';
import { checkInObstacle, CheckInService } from '../attendance/check-in.service.js';
import { TypedCodeDto } from './check-in.dto.js';
import { OwnSessionRepository } from './own-session.repository.js';
import { ownTrainee } from './own-trainee.js';

/** `/m/check-in`: for those who type the code that stands beside the QR; and what came of a check-in. */
@Controller('m/check-in')
export class TraineeCheckInPage {
  constructor(
    private readonly checkIns: CheckInService,
    private readonly sessions: OwnSessionRepository,
    private readonly clock: Clock,
    private readonly configuration: Configuration,
  ) {}

  @Get()
  @Allow(['trainee'], 'self')
  @Page('integration/trainee-pages/check-in', { layout: 'phone' })
  show(@Asker() actor: Actor, @Query('session') session: unknown): Promise<object> {
    return this.form(actor, typeof session === 'string' ? session : undefined);
  }

  @Post()
  @Allow(['trainee'], 'self')
  @Page('integration/trainee-pages/check-in', { layout: 'phone' })
  checkIn(
    @Asker() actor: Actor,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        const { sessionId, code } = await validate(TypedCodeDto, body);
        await this.checkIns.checkIn(actor, sessionId, code, deviceOf(request, reply, this.configuration));
        return redirect(`/m/check-in/${sessionId}`);
      },
      () => this.form(actor, (body as { sessionId?: string }).sessionId),
    );
  }

  @Get(':sessionId')
  @Allow(['trainee'], 'self')
  @Page('integration/trainee-pages/checked-in', { layout: 'phone' })
  async result(@Asker() actor: Actor, @Param('sessionId', IdPipe) sessionId: string): Promise<object> {
    const session = await this.sessions.one(ownTrainee(actor), sessionId);
    if (!session) throw new NotFound();
    return { session, done: session.attendance === 'present' || session.attendance === 'late' };
  }

  /** Today's sessions that are not over; the one that is open now is chosen already. */
  private async form(actor: Actor, chosen: string | undefined): Promise<object> {
    const now = this.clock.now();
    const tomorrow = shanghaiInstant(addDays(this.clock.today(), 1));
    const sessions = await this.sessions.between(ownTrainee(actor), now, tomorrow);
    const open = sessions.find((session) => checkInObstacle(session, now) === undefined);
    return { sessions, chosen: chosen ?? open?.id ?? sessions[0]?.id };
  }
}
