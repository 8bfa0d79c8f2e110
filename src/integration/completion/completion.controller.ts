import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { WholeList } from '../../foundation/http/whole-list.decorator.js';
import { DecideCompletionDto, ReconsiderDto } from './completion.dto.js';
import { CompletionPreview, CompletionService } from './completion.service.js';

@Controller('api/v1/classes/:id/completions')
export class CompletionController {
  constructor(private readonly completions: CompletionService) {}

  /** Everybody who arrived, with what was decided or is proposed. */
  @Get()
  @WholeList('enrollmentId')
  @Allow(['coordinator', 'host', 'classHead'], 'class')
  async preview(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
  ): Promise<Omit<CompletionPreview, 'people'> & { items: CompletionPreview['people'] }> {
    const { people, ...state } = await this.completions.preview(actor, id);
    return { ...state, items: people };
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
