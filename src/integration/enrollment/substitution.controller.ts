import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { WholeList } from '../../foundation/http/whole-list.decorator.js';
import { SubstitutionDecisionDto } from './substitution.dto.js';
import { SubstitutionRequest, SubstitutionService } from './substitution.service.js';

@Controller('api/v1')
export class SubstitutionController {
  constructor(private readonly substitutions: SubstitutionService) {}

  /** Substitutions that wait for the asker's word, over all classes. */
  @Get('substitution-requests')
  @WholeList()
  @Allow(['coordinator'], 'subtree')
  async waiting(@Asker() actor: Actor): Promise<{ items: SubstitutionRequest[] }> {
    return { items: await this.substitutions.waiting(actor) };
  }

  /** Substitutions of confirmed people that wait for the coordinator. */
  @Get('classes/:id/substitution-requests')
  @WholeList()
  @Allow(['coordinator', 'host', 'classHead'], 'class')
  async open(
    @Asker() actor: Actor,
    @Param('id', IdPipe) classId: string,
  ): Promise<{ items: SubstitutionRequest[] }> {
    return { items: await this.substitutions.open(actor, classId) };
  }

  @Post('substitution-requests/:id/decision')
  @HttpCode(204)
  @Allow(['coordinator'], 'class')
  decide(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() input: SubstitutionDecisionDto,
  ): Promise<void> {
    return this.substitutions.decide(actor, id, input);
  }

  /** Takes a request back that nobody has answered. */
  @Delete('substitution-requests/:id')
  @HttpCode(204)
  @Allow(['unitContact', 'coordinator'], 'class')
  withdraw(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<void> {
    return this.substitutions.withdraw(actor, id);
  }
}
