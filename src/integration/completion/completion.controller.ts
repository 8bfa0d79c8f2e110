import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { DecideCompletionDto, ReconsiderDto } from './completion.dto.js';
import { CompletionPreview, CompletionService } from './completion.service.js';

@Controller('api/v1/classes/:id/completions')
export class CompletionController {
  constructor(private readonly completions: CompletionService) {}

  @Get()
  @Allow(['coordinator', 'host', 'classHead'], 'class')
  preview(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<CompletionPreview> {
    return this.completions.preview(actor, id);
  }

  @Post()
  @Allow(['coordinator'], 'class')
  decide(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() input: DecideCompletionDto,
  ): Promise<{ completed: number; refused: number }> {
    return this.completions.decide(actor, id, input);
  }

  @Delete()
  @Allow(['coordinator'], 'class')
  async reconsider(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() input: ReconsiderDto,
  ): Promise<{ count: number }> {
    return { count: await this.completions.reconsider(actor, id, input.reason) };
  }
}
