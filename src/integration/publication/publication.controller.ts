import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import type { Application } from '../../responsibility/application/application.entity.js';
import { ClassView, ClassViewService } from '../class/class-view.service.js';
import { ClassCopyService } from './class-copy.service.js';
import { ClassQuota, ClassQuotaService } from './class-quota.service.js';
import type { Finding } from './publication-check.rules.js';
import { ClassQuotaDto, CopyClassDto, ReasonDto } from './publication.dto.js';
import { PublicationService } from './publication.service.js';

@Controller('api/v1/classes/:id')
export class PublicationController {
  constructor(
    private readonly publication: PublicationService,
    private readonly copies: ClassCopyService,
    private readonly quotas: ClassQuotaService,
    private readonly views: ClassViewService,
  ) {}

  @Post('copies')
  @Allow(['coordinator'], 'class')
  async copy(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() input: CopyClassDto,
  ): Promise<ClassView> {
    return this.views.view(actor, await this.copies.copy(actor, id, input));
  }

  @Get('quota')
  @Allow(['coordinator', 'supervisor', 'host'], 'class')
  quota(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<ClassQuota> {
    return this.quotas.table(actor, id);
  }

  @Put('quota')
  @Allow(['coordinator'], 'class')
  async split(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() input: ClassQuotaDto,
  ): Promise<ClassQuota> {
    await this.quotas.split(actor, id, input);
    return this.quotas.table(actor, id);
  }

  @Post('application')
  @Allow(['coordinator'], 'class')
  submit(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<Application> {
    return this.publication.submit(actor, id);
  }

  /** What stands against publication now. */
  @Get('publication')
  @Allow(['coordinator', 'supervisor', 'host', 'classHead'], 'class')
  async check(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<{ findings: Finding[] }> {
    return { findings: await this.publication.check(actor, id) };
  }

  @Post('publication')
  @HttpCode(200)
  @Allow(['coordinator'], 'class')
  async publish(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<ClassView> {
    await this.publication.publish(actor, id);
    return this.views.view(actor, id);
  }

  @Post('cancellation')
  @HttpCode(200)
  @Allow(['coordinator'], 'class')
  async cancel(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() { reason }: ReasonDto,
  ): Promise<ClassView> {
    await this.publication.cancel(actor, id, reason);
    return this.views.view(actor, id);
  }
}
