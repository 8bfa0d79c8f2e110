import { Controller, Get, Param, Query } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import type { Page } from '../../foundation/database/keyset.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { ApplicationListQuery } from './application.dto.js';
import type { Application } from './application.entity.js';
import { ApplicationRow, ApplicationService, ApplicationStep } from './application.service.js';

/** Reads applications; they are filed and decided together with their class, in the publication room. */
@Controller('api/v1/applications')
export class ApplicationController {
  constructor(private readonly applications: ApplicationService) {}

  @Get()
  @Allow(['coordinator', 'supervisor'], 'subtree')
  page(@Asker() actor: Actor, @Query() query: ApplicationListQuery): Promise<Page<ApplicationRow>> {
    return this.applications.page(actor, query);
  }

  @Get(':id')
  @Allow(['coordinator', 'supervisor'], 'subtree')
  async one(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
  ): Promise<Application & { steps: ApplicationStep[] }> {
    const application = await this.applications.one(actor, id);
    return { ...application, steps: await this.applications.steps(id) };
  }
}
