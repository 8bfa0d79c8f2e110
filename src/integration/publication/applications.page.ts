import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { validate } from '../../foundation/http/validate.js';
import { attempt, Redisplay } from '../../foundation/view/attempt.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { redirect, Redirect } from '../../foundation/view/redirect.js';
import {
  applicationStates,
  type ApplicationState,
} from '../../responsibility/application/application.entity.js';
import { ApplicationService } from '../../responsibility/application/application.service.js';
import { ClassDeviationService } from '../class/class-deviation.service.js';
import { ApprovalDto, ReasonDto } from './publication.dto.js';
import { PublicationService } from './publication.service.js';

/** Class applications of the subtree; those that wait come first. */
@Controller('applications')
export class ApplicationsPage {
  constructor(
    private readonly applications: ApplicationService,
    private readonly publication: PublicationService,
    private readonly deviations: ClassDeviationService,
  ) {}

  /** @param state a state, `all`, or those that wait when it is left out */
  @Get()
  @Allow(['coordinator', 'supervisor'], 'subtree')
  @Page('integration/publication/applications')
  async list(
    @Asker() actor: Actor,
    @Query('state') state = 'submitted',
    @Query('cursor') cursor?: string,
  ): Promise<object> {
    const known = applicationStates.find((each) => each === state);
    const page = await this.applications.page(actor, {
      ...(known && { state: known }),
      ...(cursor !== undefined && { cursor }),
    });
    return {
      rows: page.items,
      next: page.next ?? null,
      state: known ?? 'all',
      states: this.tabs(await this.applications.counts(actor)),
    };
  }

  @Get(':id')
  @Allow(['coordinator', 'supervisor'], 'subtree')
  @Page('integration/publication/application')
  show(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return this.model(actor, id, {});
  }

  @Post(':id/approval')
  @Allow(['coordinator'], 'subtree')
  @Page('integration/publication/application')
  approve(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: Record<string, unknown>,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        const { comment } = await validate(ApprovalDto, body);
        await this.publication.approve(actor, id, comment);
        return redirect('/applications', { notice: 'publication.notice.approved' });
      },
      () => this.model(actor, id, body),
    );
  }

  @Post(':id/return')
  @Allow(['coordinator'], 'subtree')
  @Page('integration/publication/application')
  return(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: Record<string, unknown>,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        const { reason } = await validate(ReasonDto, body);
        await this.publication.return(actor, id, reason);
        return redirect('/applications', { notice: 'publication.notice.returned' });
      },
      () => this.model(actor, id, body),
    );
  }

  private tabs(counts: Record<ApplicationState, number>): object[] {
    const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
    return [
      ...applicationStates.map((state) => ({ state, count: counts[state] })),
      { state: 'all', count: all },
    ];
  }

  private async model(actor: Actor, id: string, form: Record<string, unknown>): Promise<object> {
    const application = await this.applications.one(actor, id);
    const classId = await this.publication.classOf(id);
    return {
      application,
      form,
      steps: await this.applications.steps(id),
      classId: classId ?? null,
      deviations: classId === undefined ? [] : await this.deviations.of(classId),
      mayDecide: await this.applications.mayDecide(actor, application),
    };
  }
}
