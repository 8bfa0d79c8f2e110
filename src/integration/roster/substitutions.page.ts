import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { InvalidInput } from '../../foundation/error/domain-error.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { validate } from '../../foundation/http/validate.js';
import { attempt, Redisplay } from '../../foundation/view/attempt.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { redirect, Redirect } from '../../foundation/view/redirect.js';
import { SubstitutionDecisionDto, SubstitutionService } from '../enrollment/substitution.service.js';

/** Substitutions that units ask for after confirmation: a list over all classes, and the coordinator's word. */
@Controller()
@Allow(['coordinator'], 'subtree')
export class SubstitutionsPage {
  constructor(private readonly substitutions: SubstitutionService) {}

  @Get('substitutions')
  @Page('integration/roster/substitutions')
  list(@Asker() actor: Actor): Promise<object> {
    return this.model(actor);
  }

  /** Consent is one tap, refusal a reason and one tap; `back` leads to the class's roster or to the list. */
  @Post('classes/:id/roster/substitutions/:requestId')
  @Page('integration/roster/substitutions')
  decide(
    @Asker() actor: Actor,
    @Param('id', IdPipe) classId: string,
    @Param('requestId', IdPipe) requestId: string,
    @Body() body: Record<string, string | undefined>,
  ): Promise<Redirect | Redisplay> {
    const field = `answer-${requestId}`;
    return attempt(
      async () => {
        const answer = body[field]?.trim() ?? '';
        const input = await validate(SubstitutionDecisionDto, {
          decision: body.decision,
          ...(answer !== '' && { answer }),
        });
        if (input.decision === 'refuse' && input.answer === undefined)
          throw new InvalidInput([{ field, code: 'enrollment.answerNeeded' }]);
        await this.substitutions.decide(actor, requestId, input);
        return redirect(body.back === 'roster' ? `/classes/${classId}/roster` : '/substitutions', {
          notice: `roster.notice.substitution.${input.decision}`,
        });
      },
      () => this.model(actor),
    );
  }

  private async model(actor: Actor): Promise<object> {
    return { requests: await this.substitutions.waiting(actor) };
  }
}
