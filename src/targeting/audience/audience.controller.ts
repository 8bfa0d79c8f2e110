import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
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
}
