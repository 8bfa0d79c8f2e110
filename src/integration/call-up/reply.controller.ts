import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { WholeList } from '../../foundation/http/whole-list.decorator.js';
import type { SubstitutionResult } from '../enrollment/substitution.service.js';
import { CandidateQuery, NamesDto, NewPersonDto, PasteDto, SubstituteDto } from './call-up.dto.js';
import { CallUpReadingService, NamedPerson } from './call-up-reading.service.js';
import { Candidate, CandidateService, MatchedName } from './candidate.service.js';
import { NameOutcome, ReplyService } from './reply.service.js';
import { UnitSubstitutionService } from './unit-substitution.service.js';

/** A unit's side of a notice; lines of others are not found. */
@Controller('api/v1/call-ups/:id/recipients/:recipientId')
@Allow(['unitContact', 'coordinator'], 'organization')
export class ReplyController {
  constructor(
    private readonly replies: ReplyService,
    private readonly reading: CallUpReadingService,
    private readonly candidates: CandidateService,
    private readonly substitutions: UnitSubstitutionService,
  ) {}

  @Post('acknowledgement')
  @HttpCode(204)
  acknowledge(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('recipientId', IdPipe) recipientId: string,
  ): Promise<void> {
    return this.replies.acknowledge(actor, id, recipientId);
  }

  @Get('names')
  @WholeList('enrollmentId')
  async names(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('recipientId', IdPipe) recipientId: string,
  ): Promise<{ items: NamedPerson[] }> {
    return { items: await this.reading.names(actor, id, recipientId) };
  }

  @Get('candidates')
  @WholeList()
  async search(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('recipientId', IdPipe) recipientId: string,
    @Query() query: CandidateQuery,
  ): Promise<{ items: Candidate[] }> {
    return { items: await this.candidates.search(actor, id, recipientId, query.text) };
  }

  /** Who of the register is meant by names copied from a chat. */
  @Post('matches')
  @HttpCode(200)
  async match(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('recipientId', IdPipe) recipientId: string,
    @Body() input: PasteDto,
  ): Promise<{ items: MatchedName[] }> {
    return { items: await this.candidates.match(actor, id, recipientId, input.text) };
  }

  /** What became of each name; 422 when not one was taken. */
  @Post('names')
  async name(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('recipientId', IdPipe) recipientId: string,
    @Body() input: NamesDto,
  ): Promise<{ items: NameOutcome[] }> {
    return { items: await this.replies.name(actor, id, recipientId, input) };
  }

  /** Registers somebody the register lacks and names them. */
  @Post('people')
  register(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('recipientId', IdPipe) recipientId: string,
    @Body() input: NewPersonDto,
  ): Promise<NameOutcome> {
    return this.replies.register(actor, id, recipientId, input);
  }

  @Delete('names/:enrollmentId')
  @HttpCode(204)
  remove(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('recipientId', IdPipe) recipientId: string,
    @Param('enrollmentId', IdPipe) enrollmentId: string,
  ): Promise<void> {
    return this.replies.remove(actor, id, recipientId, enrollmentId);
  }

  @Post('substitutions')
  substitute(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('recipientId', IdPipe) recipientId: string,
    @Body() input: SubstituteDto,
  ): Promise<SubstitutionResult> {
    return this.substitutions.substitute(actor, id, recipientId, input);
  }
}
