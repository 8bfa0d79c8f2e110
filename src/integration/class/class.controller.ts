import { Body, Controller, Get, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow, AllowSignedIn } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { ClassAudienceService } from './class-audience.service.js';
import { ClassBasicsService } from './class-basics.service.js';
import { ClassListService, ClassPage } from './class-list.service.js';
import { ClassView, ClassViewService } from './class-view.service.js';
import { ClassAudienceDto, ClassBasicsDto, ClassListQuery, RegistrationWindowDto } from './class.dto.js';
import { CompletionRuleDto } from './completion-rule.dto.js';
import { CompletionRuleService } from './completion-rule.service.js';

@Controller('api/v1/classes')
export class ClassController {
  constructor(
    private readonly basics: ClassBasicsService,
    private readonly audiences: ClassAudienceService,
    private readonly rules: CompletionRuleService,
    private readonly list: ClassListService,
    private readonly views: ClassViewService,
  ) {}

  @Get()
  @AllowSignedIn('class')
  page(@Asker() actor: Actor, @Query() query: ClassListQuery): Promise<ClassPage> {
    return this.list.page(actor, query);
  }

  @Post()
  @Allow(['coordinator'], 'subtree')
  async create(@Asker() actor: Actor, @Body() input: ClassBasicsDto): Promise<ClassView> {
    const { id } = await this.basics.create(actor, input);
    return this.views.view(actor, id);
  }

  @Get(':id')
  @AllowSignedIn('class')
  one(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<ClassView> {
    return this.views.view(actor, id);
  }

  /** Takes the whole basics; the version read before is refused when somebody changed the class meanwhile. */
  @Patch(':id')
  @Allow(['coordinator'], 'class')
  async change(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() input: ClassBasicsDto,
  ): Promise<ClassView> {
    await this.basics.change(actor, id, input);
    return this.views.view(actor, id);
  }

  @Put(':id/audience')
  @HttpCode(204)
  @Allow(['coordinator'], 'class')
  async audience(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() { acknowledged, ...input }: ClassAudienceDto,
  ): Promise<void> {
    await this.audiences.setAudience(actor, id, input, acknowledged);
  }

  /** By what completion is decided; refused once anyone was judged by the rule before. */
  @Put(':id/completion-rule')
  @HttpCode(204)
  @Allow(['coordinator'], 'class')
  completionRule(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() input: CompletionRuleDto,
  ): Promise<void> {
    return this.rules.set(actor, id, input);
  }

  @Put(':id/registration')
  @HttpCode(204)
  @Allow(['coordinator'], 'class')
  registration(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() input: RegistrationWindowDto,
  ): Promise<void> {
    return this.audiences.setWindow(actor, id, input);
  }
}
