import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { validate } from '../../foundation/http/validate.js';
import { attempt, Redisplay } from '../../foundation/view/attempt.js';
import type { Fields } from '../../foundation/view/fields.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { redirect, Redirect } from '../../foundation/view/redirect.js';
import { PostingService } from './posting.service.js';
import { AddPostingDto, EndPostingDto } from './trainee.dto.js';
import { TraineeListService } from './trainee-list.service.js';
import { TraineeService } from './trainee.service.js';

/** Posting a person to a village, and calling them back. */
@Controller('trainees/:id/postings')
@Allow(['coordinator'], 'subtree')
export class PostingPage {
  constructor(
    private readonly postings: PostingService,
    private readonly trainees: TraineeService,
    private readonly list: TraineeListService,
  ) {}

  @Get()
  @Page('targeting/trainee/postings')
  show(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return this.model(actor, id, {});
  }

  @Post()
  @Page('targeting/trainee/postings')
  post(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: Fields,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        await this.postings.post(actor, id, await validate(AddPostingDto, body));
        return redirect(`/trainees/${id}`, { notice: 'trainee.page.notice.posted' });
      },
      () => this.model(actor, id, body),
    );
  }

  @Post(':postingId')
  @Page('targeting/trainee/postings')
  end(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('postingId', IdPipe) postingId: string,
    @Body() body: Fields,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        await this.postings.end(actor, id, postingId, await validate(EndPostingDto, body));
        return redirect(`/trainees/${id}`, { notice: 'trainee.page.notice.postingEnded' });
      },
      () => this.model(actor, id, {}),
    );
  }

  private async model(actor: Actor, id: string, fields: Fields): Promise<object> {
    await this.trainees.managed(actor, id);
    const { village = '', startsOn = '', endsOn = '', sendingOrganizationName = '' } = fields;
    return {
      person: await this.list.one(actor, id),
      form: { village, startsOn, endsOn, sendingOrganizationName },
    };
  }
}
