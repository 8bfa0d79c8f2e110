import { Body, Controller, Get, Headers, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { InvalidInput } from '../../foundation/error/domain-error.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { OwnIdempotency } from '../../foundation/idempotency/own-idempotency.decorator.js';
import type { ClaimOutcome } from './claim-outcome.js';
import { accepted } from './claim-outcome.js';
import { EnrollmentService, PersonOutcome } from './enrollment.service.js';
import { NominationService } from './nomination.service.js';
import { CapacityDto, EnrollDto, ReasonDto, RosterQuery } from './roster.dto.js';
import { Roster, RosterService } from './roster.service.js';
import type { MovedEnrollment } from './seat.repository.js';
import { CapacityEffect, SeatService } from './seat.service.js';

@Controller('api/v1/classes/:id')
export class ClassEnrollmentController {
  constructor(
    private readonly enrollments: EnrollmentService,
    private readonly nominations: NominationService,
    private readonly roster: RosterService,
    private readonly seats: SeatService,
  ) {}

  /** A trainee registers (a refusal is a problem with its reason); a coordinator names people and gets a list. */
  @Post('enrollments')
  @Allow(['trainee', 'coordinator'], 'class')
  @OwnIdempotency(['trainee'])
  async enroll(
    @Asker() actor: Actor,
    @Param('id', IdPipe) classId: string,
    @Body() input: EnrollDto,
    @Headers('idempotency-key') key?: string,
  ): Promise<ClaimOutcome | { items: PersonOutcome[] }> {
    if (key !== undefined && (key.length < 1 || key.length > 200))
      throw new InvalidInput([{ field: 'Idempotency-Key', code: 'error.idempotencyKey' }]);
    if (actor.role === 'trainee' && actor.traineeId) {
      const claim = { classId, traineeId: actor.traineeId, ...(key !== undefined && { key }) };
      return accepted(await this.enrollments.enroll(actor, claim));
    }
    return { items: await this.nominations.nominate(actor, classId, input.traineeIds ?? []) };
  }

  @Get('enrollments')
  @Allow(
    ['coordinator', 'host', 'classHead', 'unitContact', 'trainee', 'supervisor', 'administrator'],
    'class',
  )
  list(
    @Asker() actor: Actor,
    @Param('id', IdPipe) classId: string,
    @Query() query: RosterQuery,
  ): Promise<Roster> {
    return this.roster.list(actor, classId, query);
  }

  @Post('promotions')
  @Allow(['coordinator'], 'class')
  async promote(
    @Asker() actor: Actor,
    @Param('id', IdPipe) classId: string,
    @Body() input: ReasonDto,
  ): Promise<{ items: MovedEnrollment[] }> {
    return { items: await this.seats.promote(actor, classId, input.reason) };
  }

  /** What another number of seats would mean. */
  @Post('capacity-previews')
  @HttpCode(200)
  @Allow(['coordinator'], 'class')
  preview(
    @Asker() actor: Actor,
    @Param('id', IdPipe) classId: string,
    @Body() input: CapacityDto,
  ): Promise<CapacityEffect> {
    return this.seats.capacityEffect(actor, classId, input.capacity);
  }

  @Put('capacity')
  @Allow(['coordinator'], 'class')
  changeCapacity(
    @Asker() actor: Actor,
    @Param('id', IdPipe) classId: string,
    @Body() input: CapacityDto,
  ): Promise<CapacityEffect & { promoted: MovedEnrollment[] }> {
    return this.seats.changeCapacity(actor, classId, input.capacity);
  }
}
