import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { isUUID } from 'class-validator';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { Conflict, NotFound } from '../../foundation/error/domain-error.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { OwnIdempotency } from '../../foundation/idempotency/own-idempotency.decorator.js';
import { attempt, Redisplay } from '../../foundation/view/attempt.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { redirect, Redirect } from '../../foundation/view/redirect.js';
import { EnrollmentService } from '../enrollment/enrollment.service.js';
import { RosterService } from '../enrollment/roster.service.js';
import { ClassSheetService } from './class-sheet.service.js';
import { OwnClass, OwnClassRepository } from './own-class.repository.js';
import { ownTrainee } from './own-trainee.js';

/** Registering for a class and leaving it again, as plain forms. */
@Controller('m/classes/:id')
export class TraineeEnrollmentPage {
  constructor(
    private readonly enrollments: EnrollmentService,
    private readonly roster: RosterService,
    private readonly classes: OwnClassRepository,
    private readonly sheets: ClassSheetService,
  ) {}

  /** The form's hidden key makes a second press the same request; a refusal stands beside the button. */
  @Post('enrollment')
  @OwnIdempotency()
  @Allow(['trainee'], 'class')
  @Page('integration/trainee-pages/class', { layout: 'phone' })
  enroll(
    @Asker() actor: Actor,
    @Param('id', IdPipe) classId: string,
    @Body() body: unknown,
  ): Promise<Redirect | Redisplay> {
    const traineeId = ownTrainee(actor);
    return attempt(
      async () => {
        const key = keyOf(body);
        const claim = { classId, traineeId, ...(key !== undefined && { key }) };
        const outcome = await this.enrollments.enroll(actor, claim);
        if (outcome.outcome === 'refused' && outcome.code !== 'enrollment.already') {
          if (outcome.code === 'enrollment.unknown') throw new NotFound();
          throw new Conflict(outcome.code);
        }
        return back(classId, await this.classes.in(traineeId, classId));
      },
      () => this.sheets.sheet(actor, classId),
    );
  }

  @Get('cancellation')
  @Allow(['trainee'], 'self')
  @Page('integration/trainee-pages/cancellation', { layout: 'phone' })
  async confirm(@Asker() actor: Actor, @Param('id', IdPipe) classId: string): Promise<object> {
    return { own: await this.own(actor, classId) };
  }

  @Post('cancellation')
  @Allow(['trainee'], 'self')
  @Page('integration/trainee-pages/cancellation', { layout: 'phone' })
  async cancel(@Asker() actor: Actor, @Param('id', IdPipe) classId: string): Promise<Redirect | Redisplay> {
    const own = await this.classes.in(ownTrainee(actor), classId);
    if (!own) return redirect(`/m/classes/${classId}`, { notice: 'trainee-pages.enrolled.gone' });
    return attempt(
      async () => {
        await this.roster.cancel(actor, own.enrollmentId);
        return redirect(`/m/classes/${classId}`, { notice: 'trainee-pages.enrolled.cancelled' });
      },
      () => ({ own }),
    );
  }

  private async own(actor: Actor, classId: string): Promise<OwnClass> {
    const own = await this.classes.in(ownTrainee(actor), classId);
    if (!own) throw new NotFound();
    return own;
  }
}

/** Back to the class with what is true now, which after an old form may be less than that form once got. */
function back(classId: string, own: OwnClass | undefined): Redirect {
  const state = own && ['waitlisted', 'pending', 'confirmed'].includes(own.state) ? own.state : 'gone';
  return redirect(`/m/classes/${classId}`, {
    notice: `trainee-pages.enrolled.${own && state === 'gone' ? 'already' : state}`,
    params: { queue: own?.queue ?? 0, title: own?.title ?? '' },
  });
}

function keyOf(body: unknown): string | undefined {
  const { key } = (body ?? {}) as { key?: unknown };
  return isUUID(key) ? (key as string) : undefined;
}
