import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { validate } from '../../foundation/http/validate.js';
import { attempt, Redisplay } from '../../foundation/view/attempt.js';
import type { Fields } from '../../foundation/view/fields.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { redirect, Redirect } from '../../foundation/view/redirect.js';
import { cadreLevels, traineeCategories } from '../../targeting/trainee/trainee.entity.js';
import { NewPersonDto } from './call-up.dto.js';
import { CallUpReadingService } from './call-up-reading.service.js';
import { ReplyService } from './reply.service.js';
import { replyPath } from './reply.view.js';

/** A unit names somebody whom the register lacks. */
@Controller('call-ups/:id/people')
@Allow(['unitContact', 'coordinator'], 'organization')
export class NewPersonPage {
  constructor(
    private readonly reading: CallUpReadingService,
    private readonly replies: ReplyService,
  ) {}

  @Get('new')
  @Page('integration/call-up/person')
  show(@Asker() actor: Actor, @Param('id', IdPipe) id: string, @Query() query: Fields): Promise<object> {
    return this.model(actor, id, query);
  }

  @Post()
  @Page('integration/call-up/person')
  async register(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: Fields,
  ): Promise<Redirect | Redisplay> {
    const { recipient } = await this.reading.lineOf(actor, id, body.recipient);
    return attempt(
      async () => {
        await this.replies.register(actor, id, recipient.id, await validate(NewPersonDto, body));
        return redirect(replyPath(id, recipient.id), {
          notice: 'call-up.notice.named',
          params: { count: 1 },
        });
      },
      () => this.model(actor, id, body),
    );
  }

  private async model(actor: Actor, id: string, form: Fields): Promise<object> {
    const { notice, recipient } = await this.reading.lineOf(actor, id, form.recipient);
    return { notice, recipient, form, categories: traineeCategories, levels: cadreLevels };
  }
}
