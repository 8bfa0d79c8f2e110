import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import type { Application } from '../../responsibility/application/application.entity.js';
import { ApprovalDto, ReasonDto } from './publication.dto.js';
import { PublicationService } from './publication.service.js';

/** The training authority decides: a coordinator above the applying division, never the one who filed it. */
@Controller('api/v1/applications/:id')
export class ApplicationDecisionController {
  constructor(private readonly publication: PublicationService) {}

  @Post('approval')
  @HttpCode(200)
  @Allow(['coordinator'], 'subtree')
  approve(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() { comment }: ApprovalDto,
  ): Promise<Application> {
    return this.publication.approve(actor, id, comment);
  }

  @Post('return')
  @HttpCode(200)
  @Allow(['coordinator'], 'subtree')
  return(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() { reason }: ReasonDto,
  ): Promise<Application> {
    return this.publication.return(actor, id, reason);
  }
}
