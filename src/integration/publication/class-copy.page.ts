import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { Clock } from '../../foundation/clock/clock.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { validate } from '../../foundation/http/validate.js';
import { attempt, Redisplay } from '../../foundation/view/attempt.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { redirect, Redirect } from '../../foundation/view/redirect.js';
import { ClassListService } from '../class/class-list.service.js';
import { ClassViewService } from '../class/class-view.service.js';
import { ClassCopyService } from './class-copy.service.js';
import { CopyClassDto } from './publication.dto.js';

/** Last year's class once more: choose it, give it a first day. */
@Controller('classes')
@Allow(['coordinator'], 'class')
export class ClassCopyPage {
  constructor(
    private readonly list: ClassListService,
    private readonly views: ClassViewService,
    private readonly copies: ClassCopyService,
    private readonly clock: Clock,
  ) {}

  @Get('copies')
  @Page('integration/publication/copy-choice')
  async choose(@Asker() actor: Actor, @Query('text') text = ''): Promise<object> {
    const wanted = text.trim().slice(0, 50);
    const { items } = await this.list.page(actor, { limit: 30, ...(wanted && { text: wanted }) });
    return { rows: items, text: wanted };
  }

  @Get(':id/copies/new')
  @Page('integration/publication/copy')
  show(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return this.form(actor, id);
  }

  @Post(':id/copies')
  @Page('integration/publication/copy')
  copy(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: Record<string, unknown>,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        const copy = await this.copies.copy(actor, id, await validate(CopyClassDto, body));
        return redirect(`/classes/${copy}/plan/basics`, { notice: 'publication.notice.copied' });
      },
      () => this.form(actor, id, body),
    );
  }

  private async form(actor: Actor, id: string, typed?: Record<string, unknown>): Promise<object> {
    const source = await this.views.view(actor, id);
    const startsOn = this.copies.proposedStart(source.startsOn, this.clock.today());
    return { source, form: typed ? { startsOn: '', ...typed } : { title: source.title, startsOn } };
  }
}
