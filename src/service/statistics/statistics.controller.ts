import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { FigureQuery } from './figure.dto.js';
import { FigureService } from './figure.service.js';
import type { Statistics } from './figure.view.js';
import type { Comparison } from './fold.repository.js';
import { ReconcileService } from './reconcile.service.js';

@Controller('api/v1/statistics')
export class StatisticsController {
  constructor(
    private readonly figures: FigureService,
    private readonly reconciling: ReconcileService,
  ) {}

  @Get(':divisionCode')
  @Allow(['supervisor', 'coordinator'], 'subtree')
  of(
    @Asker() actor: Actor,
    @Param('divisionCode') divisionCode: string,
    @Query() query: FigureQuery,
  ): Promise<Statistics> {
    return this.figures.of(actor, divisionCode, query);
  }

  /** Recounts the division's subtree from the facts and heals what differs. */
  @Post(':divisionCode/recounts')
  @Allow(['administrator'], 'system')
  recount(@Asker() actor: Actor, @Param('divisionCode') divisionCode: string): Promise<Comparison> {
    return this.reconciling.reconcile(actor, divisionCode);
  }
}
