import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { validate } from '../../foundation/http/validate.js';
import { attempt, Redisplay } from '../../foundation/view/attempt.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { redirect, Redirect } from '../../foundation/view/redirect.js';
import { ClassViewService } from '../class/class-view.service.js';
import { ReasonDto } from './publication.dto.js';
import { PublicationService } from './publication.service.js';

/** Calling a class off: a page of its own, because it cannot be undone and people are told at once. */
@Controller('classes/:id/cancellation')
@Allow(['coordinator'], 'class')
export class CancellationPage {
  constructor(
    private readonly views: ClassViewService,
    private readonly publication: PublicationService,
  ) {}

  @Get()
  @Page('integration/publication/cancellation')
  async show(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return { class: await this.views.view(actor, id), form: {} };
  }

  @Post()
  @Page('integration/publication/cancellation')
  cancel(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: Record<string, unknown>,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        const { reason } = await validate(ReasonDto, body);
        await this.publication.cancel(actor, id, reason);
        return redirect(`/classes/${id}`, { notice: 'publication.notice.cancelled' });
      },
      async () => ({ class: await this.views.view(actor, id), form: body }),
    );
  }
}
