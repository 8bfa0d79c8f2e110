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
import { shareText, wholeRule } from '../class/completion-rule.service.js';
import { ReconsiderDto } from './completion.dto.js';
import { DismissalService } from './dismissal.service.js';

/** Asks why before it dismisses one person; the toast afterwards takes it back. */
@Controller('classes/:id/completion/dismissals/:enrollmentId')
export class DismissalPage {
  constructor(
    private readonly views: ClassViewService,
    private readonly dismissals: DismissalService,
  ) {}

  @Get()
  @Allow(['coordinator', 'classHead'], 'class')
  @Page('integration/completion/dismissal')
  ask(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('enrollmentId', IdPipe) enrollmentId: string,
  ): Promise<object> {
    return this.form(actor, id, enrollmentId);
  }

  @Post()
  @Allow(['coordinator', 'classHead'], 'class')
  @Page('integration/completion/dismissal')
  dismiss(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('enrollmentId', IdPipe) enrollmentId: string,
    @Body() body: unknown,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        const { reason } = await validate(ReconsiderDto, body);
        await this.dismissals.dismiss(actor, id, enrollmentId, reason);
        return redirect(`/classes/${id}/completion`, {
          notice: 'completion.notice.dismissed',
          ...(actor.role === 'coordinator' && {
            undo: { action: `/classes/${id}/completion/dismissals/${enrollmentId}/undo` },
          }),
        });
      },
      () => this.form(actor, id, enrollmentId),
    );
  }

  @Post('undo')
  @Allow(['coordinator'], 'class')
  @Page('integration/completion/dismissal')
  async readmit(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('enrollmentId', IdPipe) enrollmentId: string,
  ): Promise<Redirect> {
    await this.dismissals.readmit(actor, id, enrollmentId);
    return redirect(`/classes/${id}/completion`, { notice: 'completion.notice.readmitted' });
  }

  private async form(actor: Actor, id: string, enrollmentId: string): Promise<object> {
    const { name } = await this.dismissals.person(actor, id, enrollmentId);
    const trainingClass = await this.views.view(actor, id);
    const { mostLeave } = wholeRule(trainingClass.completionRule);
    return { class: trainingClass, name, enrollmentId, mostLeave: shareText(mostLeave) };
  }
}
