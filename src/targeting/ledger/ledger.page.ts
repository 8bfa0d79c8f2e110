import { Controller, Get, Param, Query } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { TraineeListService } from '../trainee/trainee-list.service.js';
import { HoursLedgerService } from './hours-ledger.service.js';
import { LedgerQuery } from './ledger.dto.js';

/** A person's hours, a tab of the record. */
@Controller('trainees/:id/ledger')
export class LedgerPage {
  constructor(
    private readonly ledger: HoursLedgerService,
    private readonly people: TraineeListService,
  ) {}

  @Get()
  @Allow(['coordinator', 'supervisor', 'unitContact'], 'subtree')
  @Page('targeting/ledger/ledger')
  async show(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Query() { year }: LedgerQuery,
  ): Promise<object> {
    return {
      person: await this.people.one(actor, id),
      years: await this.ledger.yearsOf(actor, id),
      lines: await this.ledger.linesOf(actor, id, year),
    };
  }
}
