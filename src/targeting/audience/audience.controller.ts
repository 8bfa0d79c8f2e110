import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { Page, PageQuery } from '../../foundation/database/keyset.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import type { TraineeListView } from '../trainee/trainee-list.service.js';
import { AudiencePreviewDto } from './audience.dto.js';
import { AudienceReach, AudienceService } from './audience.service.js';

@Controller('api/v1/audiences')
export class AudienceController {
  constructor(private readonly audiences: AudienceService) {}

  @Post('preview')
  @HttpCode(200)
  @Allow(['coordinator', 'supervisor'], 'subtree')
  preview(@Asker() actor: Actor, @Body() criteria: AudiencePreviewDto): Promise<AudienceReach> {
    return this.audiences.preview(actor, criteria);
  }

  /** People of the asker's reach for whom a class's audience rule holds now, in pinyin order and masked. */
  @Get(':id/members')
  @Allow(['coordinator', 'supervisor', 'unitContact'], 'class')
  members(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Query() query: PageQuery,
  ): Promise<Page<TraineeListView>> {
    return this.audiences.members(actor, id, query);
  }
}
