import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { Conflict } from '../../foundation/error/domain-error.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { ReasonDto, SubstitutionDto } from './roster.dto.js';
import { EnrollmentView, RosterService, RosterVerb } from './roster.service.js';
import type { MovedEnrollment } from './seat.repository.js';
import { SubstitutionResult, SubstitutionService } from './substitution.service.js';

@Controller('api/v1/enrollments/:id')
export class EnrollmentController {
  constructor(
    private readonly roster: RosterService,
    private readonly substitutions: SubstitutionService,
  ) {}

  /** Where a person stands in a class, as its roster says it. */
  @Get()
  @Allow(
    ['coordinator', 'host', 'classHead', 'unitContact', 'trainee', 'supervisor', 'administrator'],
    'class',
  )
  one(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<EnrollmentView> {
    return this.roster.one(actor, id);
  }

  /** Cancels; the answer also says who moved up from the waitlist. */
  @Delete()
  @Allow(['trainee', 'unitContact', 'coordinator'], 'class')
  async cancel(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() input: ReasonDto,
  ): Promise<{ items: MovedEnrollment[] }> {
    return { items: await this.roster.cancel(actor, id, input.reason) };
  }

  @Post('confirmation')
  @HttpCode(204)
  @Allow(['coordinator'], 'class')
  confirm(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<void> {
    return this.moveOne(actor, 'confirm', id);
  }

  @Delete('confirmation')
  @HttpCode(204)
  @Allow(['coordinator'], 'class')
  unconfirm(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<void> {
    return this.moveOne(actor, 'unconfirm', id);
  }

  @Post('arrival')
  @HttpCode(204)
  @Allow(['coordinator', 'host', 'classHead'], 'class')
  arrive(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<void> {
    return this.moveOne(actor, 'arrive', id);
  }

  @Delete('arrival')
  @HttpCode(204)
  @Allow(['coordinator', 'host', 'classHead'], 'class')
  unarrive(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<void> {
    return this.moveOne(actor, 'unarrive', id);
  }

  /** Done at once while a unit still proposes; afterwards it waits for the coordinator's consent. */
  @Post('substitution')
  @Allow(['unitContact', 'coordinator'], 'class')
  substitute(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() { traineeId, reason, overrideReason }: SubstitutionDto,
  ): Promise<SubstitutionResult> {
    return this.substitutions.substitute(actor, {
      outEnrollmentId: id,
      inTraineeId: traineeId,
      reason,
      overrideReason,
    });
  }

  private async moveOne(actor: Actor, verb: RosterVerb, id: string): Promise<void> {
    const moved = await this.roster.move(actor, verb, [id]);
    if (moved.length === 0) throw new Conflict('enrollment.wrongState');
  }
}
