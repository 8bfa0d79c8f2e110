import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { AllowAnyone, AllowSignedIn } from '../../foundation/access/policy.decorator.js';
import { Configuration } from '../../foundation/config/configuration.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { OwnIdempotency } from '../../foundation/idempotency/own-idempotency.decorator.js';
import { WholeList } from '../../foundation/http/whole-list.decorator.js';
import { EntryService } from './entry.service.js';
import { clearSignInCookie, setSignInCookie, tokenOf } from './sign-in.cookie.js';
import { AssignmentChoice, SignInRequest } from './sign-in.dto.js';
import { SignInService } from './sign-in.service.js';

/** Signing in and out, and the sign-ins one has. */
@Controller('api/v1/sign-ins')
export class SignInController {
  constructor(
    private readonly entry: EntryService,
    private readonly signIns: SignInService,
    private readonly configuration: Configuration,
  ) {}

  /**
   * Sets the cookie for browsers and gives the same token to programs. Its answer is a
   * secret, so it is never kept for a replay. Where a second factor is on, 202 gives a `ticket` that is sent again with
   * the `secondFactorCode`.
   */
  @Post()
  @AllowAnyone()
  @OwnIdempotency()
  async signIn(
    @Body() request: SignInRequest,
    @Headers('user-agent') userAgent: string | undefined,
    @Req() http: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const result = await this.entry.signIn(request, userAgent, tokenOf(http, this.configuration));
    void reply.header('cache-control', 'no-store');
    if ('ticket' in result) {
      reply.status(202);
      return { secondFactor: 'needed', ...result };
    }
    const { token, kind, ...opened } = result;
    setSignInCookie(reply, this.configuration, token, kind);
    return { token, ...opened };
  }

  @Get()
  @WholeList()
  @AllowSignedIn('self')
  async list(@Asker() actor: Actor) {
    return { items: await this.signIns.own(actor) };
  }

  /** Who one is: the account, the role it acts in and those it could act in. */
  @Get('current')
  @AllowSignedIn('self')
  async current(@Asker() actor: Actor) {
    return { ...actor, assignments: await this.signIns.ownAssignments(actor) };
  }

  @Post('current/assignment')
  @HttpCode(204)
  @AllowSignedIn('self')
  switchTo(@Asker() actor: Actor, @Body() choice: AssignmentChoice): Promise<void> {
    return this.signIns.switchTo(actor, choice.assignmentId);
  }

  @Delete('current')
  @HttpCode(204)
  @AllowSignedIn('self')
  async signOut(@Asker() actor: Actor, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    clearSignInCookie(reply, this.configuration);
    await this.signIns.signOut(actor);
  }

  @Delete(':id')
  @HttpCode(204)
  @AllowSignedIn('self')
  end(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<void> {
    return this.signIns.end(actor, id);
  }

  /** Signs out everywhere, here included. */
  @Delete()
  @HttpCode(204)
  @AllowSignedIn('self')
  async endAll(@Asker() actor: Actor, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    clearSignInCookie(reply, this.configuration);
    await this.signIns.endAll(actor, actor.accountId);
  }
}
