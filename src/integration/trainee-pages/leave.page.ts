import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { instantOf } from '../../foundation/clock/local-time.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { validate } from '../../foundation/http/validate.js';
import { attempt, Redisplay } from '../../foundation/view/attempt.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { redirect, Redirect } from '../../foundation/view/redirect.js';
import { LeaveService } from '../attendance/leave.service.js';
import { LeaveFormDto } from './leave.dto.js';

type Typed = Partial<Record<keyof LeaveFormDto, string>>;

/** `/m/classes/:id/leave`: how much leave is left, the request, and what became of earlier ones. */
@Controller('m/classes/:id/leave')
export class TraineeLeavePage {
  constructor(private readonly leaves: LeaveService) {}

  @Get()
  @Allow(['trainee'], 'self')
  @Page('integration/trainee-pages/leave', { layout: 'phone' })
  show(@Asker() actor: Actor, @Param('id', IdPipe) classId: string): Promise<object> {
    return this.form(actor, classId, {});
  }

  @Post()
  @Allow(['trainee'], 'self')
  @Page('integration/trainee-pages/leave', { layout: 'phone' })
  request(
    @Asker() actor: Actor,
    @Param('id', IdPipe) classId: string,
    @Body() body: unknown,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        const { startsAt, endsAt, reason } = await validate(LeaveFormDto, body);
        await this.leaves.request(actor, classId, {
          startsAt: instantOf(startsAt),
          endsAt: instantOf(endsAt),
          reason,
        });
        return redirect(`/m/classes/${classId}/leave`, { notice: 'trainee-pages.leave.sent' });
      },
      () => this.form(actor, classId, typedIn(body)),
    );
  }

  @Post(':leaveId/withdrawal')
  @Allow(['trainee'], 'self')
  @Page('integration/trainee-pages/leave', { layout: 'phone' })
  withdraw(
    @Asker() actor: Actor,
    @Param('id', IdPipe) classId: string,
    @Param('leaveId', IdPipe) leaveId: string,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        await this.leaves.withdraw(actor, classId, leaveId);
        return redirect(`/m/classes/${classId}/leave`, { notice: 'trainee-pages.leave.withdrawn' });
      },
      () => this.form(actor, classId, {}),
    );
  }

  private async form(actor: Actor, classId: string, typed: Typed): Promise<object> {
    return { classId, account: await this.leaves.account(actor, classId), typed };
  }
}

/** What was typed, for showing it again; a time that is none is left out. */
function typedIn(body: unknown): Typed {
  const fields = (body ?? {}) as Record<string, unknown>;
  const moment = (value: unknown) =>
    typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? instantOf(value).toISOString() : '';
  return {
    startsAt: moment(fields.startsAt),
    endsAt: moment(fields.endsAt),
    reason: typeof fields.reason === 'string' ? fields.reason : '',
  };
}
