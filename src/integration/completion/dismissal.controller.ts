import { Body, Controller, Delete, HttpCode, Param, Post } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { DismissalDto } from './completion.dto.js';
import { DismissalService } from './dismissal.service.js';

@Controller('api/v1/classes/:id/dismissals')
export class DismissalController {
  constructor(private readonly dismissals: DismissalService) {}

  @Post()
  @HttpCode(204)
  @Allow(['coordinator', 'classHead'], 'class')
  dismiss(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() { enrollmentId, reason }: DismissalDto,
  ): Promise<void> {
    return this.dismissals.dismiss(actor, id, enrollmentId, reason);
  }

  @Delete(':enrollmentId')
  @HttpCode(204)
  @Allow(['coordinator'], 'class')
  readmit(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('enrollmentId', IdPipe) enrollmentId: string,
  ): Promise<void> {
    return this.dismissals.readmit(actor, id, enrollmentId);
  }
}
