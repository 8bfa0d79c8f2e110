import { Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { Asker } from '../access/asker.decorator.js';
import { AllowSignedIn } from '../access/policy.decorator.js';
import type { Page } from '../database/keyset.js';
import { IdPipe } from '../http/id.pipe.js';
import { RequestContext } from '../http/request-context.js';
import { defaultLanguage } from '../i18n/language.js';
import { JobCentre } from './job-centre.js';
import { JobQuery } from './job.dto.js';
import type { JobRun } from './job-run.js';
import { JobRunView, viewOf } from './job-run.view.js';

@Controller('api/v1/jobs')
export class JobController {
  constructor(
    private readonly centre: JobCentre,
    private readonly context: RequestContext,
  ) {}

  @Get()
  @AllowSignedIn('self')
  async list(@Asker() actor: Actor, @Query() query: JobQuery): Promise<Page<JobRunView>> {
    const page = await this.centre.list(actor, query);
    return { ...page, items: page.items.map((run) => this.view(actor, run)) };
  }

  @Get(':id')
  @AllowSignedIn('self')
  async find(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<JobRunView> {
    return this.view(actor, await this.centre.find(actor, id));
  }

  @Post(':id/retry')
  @HttpCode(202)
  @AllowSignedIn('self')
  async retry(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<JobRunView> {
    return this.view(actor, await this.centre.retry(actor, id));
  }

  @Delete(':id')
  @HttpCode(202)
  @AllowSignedIn('self')
  async cancel(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<JobRunView> {
    return this.view(actor, await this.centre.cancel(actor, id));
  }

  private view(actor: Actor, run: JobRun): JobRunView {
    return viewOf(run, actor, this.context.current?.language ?? defaultLanguage);
  }
}
