import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow, AllowSignedIn } from '../../foundation/access/policy.decorator.js';
import type { Page } from '../../foundation/database/keyset.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import {
  OrganizationChange,
  OrganizationEnd,
  OrganizationInput,
  OrganizationQuery,
} from './organization.dto.js';
import type { OrganizationRow } from './organization.repository.js';
import { OrganizationService } from './organization.service.js';

@Controller('api/v1/organizations')
export class OrganizationController {
  constructor(private readonly organizations: OrganizationService) {}

  @Get()
  @AllowSignedIn('reference')
  list(@Asker() actor: Actor, @Query() query: OrganizationQuery): Promise<Page<OrganizationRow>> {
    return this.organizations.list(actor, query);
  }

  @Get(':id')
  @AllowSignedIn('reference')
  one(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<OrganizationRow> {
    return this.organizations.one(actor, id);
  }

  @Post()
  @Allow(['administrator', 'coordinator'], 'subtree')
  create(@Asker() actor: Actor, @Body() input: OrganizationInput): Promise<OrganizationRow> {
    return this.organizations.create(actor, input);
  }

  @Patch(':id')
  @Allow(['administrator', 'coordinator'], 'subtree')
  change(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() change: OrganizationChange,
  ): Promise<OrganizationRow> {
    return this.organizations.change(actor, id, change);
  }

  /** A unit isn't deleted; it ends on a day, with or without a successor. */
  @Post(':id/end')
  @Allow(['administrator', 'coordinator'], 'subtree')
  end(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() end: OrganizationEnd,
  ): Promise<OrganizationRow> {
    return this.organizations.end(actor, id, end);
  }
}
