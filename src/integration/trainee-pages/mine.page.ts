import { Controller, Get } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { HoursLedgerService } from '../../targeting/ledger/hours-ledger.service.js';
import { OwnRecordRepository } from './own-record.repository.js';
import { ownTrainee } from './own-trainee.js';

const shownLines = 30;

/** `/m/mine`: who I am here, my hours of the year, my ledger, and the switches. */
@Controller('m/mine')
export class TraineeMinePage {
  constructor(
    private readonly records: OwnRecordRepository,
    private readonly ledger: HoursLedgerService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Allow(['trainee'], 'self')
  @Page('integration/trainee-pages/mine', { layout: 'phone' })
  async show(@Asker() actor: Actor): Promise<object> {
    const traineeId = ownTrainee(actor);
    const [person, years, lines] = await Promise.all([
      this.records.of(traineeId),
      this.ledger.yearsOf(actor, traineeId),
      this.ledger.linesOf(actor, traineeId),
    ]);
    const year = Number(this.clock.today().slice(0, 4));
    const { concentrated, recognised, online } = years.find((entry) => entry.year === year) ?? {
      concentrated: 0,
      recognised: 0,
      online: 0,
    };
    return {
      person,
      year,
      hours: concentrated + recognised,
      kinds: Object.entries({ concentrated, recognised, online }).map(([kind, hours]) => ({ kind, hours })),
      most: Math.max(concentrated, recognised, online, 1),
      lines: lines.slice(0, shownLines),
      more: lines.length > shownLines,
    };
  }
}
