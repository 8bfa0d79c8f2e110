import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { Configuration } from '../../foundation/config/configuration.js';
import { NotFound } from '../../foundation/error/domain-error.js';
import { deviceOf } from '../../foundation/http/device-cookie.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { attempt, Redisplay } from '../../foundation/view/attempt.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { redirect, Redirect } from '../../foundation/view/redirect.js';
import { CheckInService } from '../attendance/check-in.service.js';
import { OwnSession, OwnSessionRepository } from './own-session.repository.js';
import { ownTrainee } from './own-trainee.js';

/**
 * `/c/:sessionId/:code`: where the QR on the screen leads. Short, so that the QR stays coarse. Opening the address
 * changes nothing (messengers open links to preview them); the button does.
 */
@Controller('c/:sessionId/:code')
export class ScannedCodePage {
  constructor(
    private readonly checkIns: CheckInService,
    private readonly sessions: OwnSessionRepository,
    private readonly configuration: Configuration,
  ) {}

  @Get()
  @Allow(['trainee'], 'self')
  @Page('integration/trainee-pages/scanned', { layout: 'phone' })
  async show(
    @Asker() actor: Actor,
    @Param('sessionId', IdPipe) sessionId: string,
    @Param('code') code: string,
  ): Promise<Redirect | object> {
    const session = await this.own(actor, sessionId);
    const done = session.attendance === 'present' || session.attendance === 'late';
    return done ? redirect(`/m/check-in/${sessionId}`) : { session, code };
  }

  @Post()
  @Allow(['trainee'], 'self')
  @Page('integration/trainee-pages/scanned', { layout: 'phone' })
  checkIn(
    @Asker() actor: Actor,
    @Param('sessionId', IdPipe) sessionId: string,
    @Param('code') code: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        await this.checkIns.checkIn(actor, sessionId, code, deviceOf(request, reply, this.configuration));
        return redirect(`/m/check-in/${sessionId}`);
      },
      async () => ({ session: await this.own(actor, sessionId), code }),
    );
  }

  private async own(actor: Actor, sessionId: string): Promise<OwnSession> {
    const session = await this.sessions.one(ownTrainee(actor), sessionId);
    if (!session) throw new NotFound('attendance.notOnRoster');
    return session;
  }
}
