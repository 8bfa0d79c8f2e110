import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { NotFound } from '../../foundation/error/domain-error.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { validate } from '../../foundation/http/validate.js';
import { attempt, Redisplay } from '../../foundation/view/attempt.js';
import type { Fields } from '../../foundation/view/fields.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { redirect, Redirect } from '../../foundation/view/redirect.js';
import { SubstituteDto } from './call-up.dto.js';
import { CallUpReadingService } from './call-up-reading.service.js';
import { CandidateService } from './candidate.service.js';
import { candidatesShown, replyPath } from './reply.view.js';
import { UnitSubstitutionService } from './unit-substitution.service.js';

/** A unit puts another person in: one tap leads here, the second does it. */
@Controller('call-ups/:id/names/:enrollmentId/substitution')
@Allow(['unitContact', 'coordinator'], 'organization')
export class SubstitutionPage {
  constructor(
    private readonly reading: CallUpReadingService,
    private readonly candidates: CandidateService,
    private readonly substitutions: UnitSubstitutionService,
  ) {}

  @Get()
  @Page('integration/call-up/substitution')
  show(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('enrollmentId', IdPipe) enrollmentId: string,
    @Query() query: Fields,
  ): Promise<object> {
    return this.model(actor, id, enrollmentId, query);
  }

  @Post()
  @Page('integration/call-up/substitution')
  async substitute(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('enrollmentId', IdPipe) outEnrollmentId: string,
    @Body() body: Fields,
  ): Promise<Redirect | Redisplay> {
    const { recipient } = await this.reading.lineOf(actor, id, body.recipient);
    return attempt(
      async () => {
        const input = await validate(SubstituteDto, { ...body, outEnrollmentId });
        const { state } = await this.substitutions.substitute(actor, id, recipient.id, input);
        return redirect(replyPath(id, recipient.id), { notice: `call-up.notice.substitution.${state}` });
      },
      () => this.model(actor, id, outEnrollmentId, body),
    );
  }

  private async model(actor: Actor, id: string, enrollmentId: string, query: Fields): Promise<object> {
    const { notice, recipient } = await this.reading.lineOf(actor, id, query.recipient);
    const leaving = (await this.reading.names(actor, id, recipient.id)).find(
      (name) => name.enrollmentId === enrollmentId,
    );
    if (!leaving) throw new NotFound();
    const text = typeof query.text === 'string' ? query.text : '';
    const found = await this.candidates.search(actor, id, recipient.id, text);
    return {
      notice,
      recipient,
      leaving,
      consent: leaving.state !== 'pending' || new Date(notice.deadline) <= this.reading.now(),
      reason: query.reason ?? '',
      text,
      found: candidatesShown(found.filter(({ enrolled }) => !enrolled)),
    };
  }
}
