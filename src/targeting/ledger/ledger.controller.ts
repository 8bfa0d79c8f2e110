import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { WholeList } from '../../foundation/http/whole-list.decorator.js';
import { HoursLedgerService, LedgerLine, LedgerYear } from './hours-ledger.service.js';
import { LedgerCorrectionDto, LedgerQuery } from './ledger.dto.js';

@Controller('api/v1/trainees/:id/ledger')
export class LedgerController {
  constructor(private readonly ledger: HoursLedgerService) {}

  @Get()
  @WholeList()
  @Allow(['coordinator', 'supervisor', 'unitContact', 'trainee'], 'subtree')
  async of(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Query() { year }: LedgerQuery,
  ): Promise<{ years: LedgerYear[]; items: LedgerLine[] }> {
    return {
      years: await this.ledger.yearsOf(actor, id),
      items: await this.ledger.linesOf(actor, id, year),
    };
  }

  /** Corrects an entry's hours by hand; the reason stays in the audit log. */
  @Patch(':entryId')
  @Allow(['coordinator'], 'subtree')
  correct(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('entryId', IdPipe) entryId: string,
    @Body() input: LedgerCorrectionDto,
  ): Promise<LedgerLine> {
    return this.ledger.correct(actor, id, entryId, input);
  }
}
