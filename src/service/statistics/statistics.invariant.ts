import { Injectable } from '@nestjs/common';
import { Invariant } from '../../foundation/database/invariant.port.js';
import { StatisticsService } from './statistics.service.js';

/** Every stored figure equals a recount from the facts. */
@Injectable()
export class StatisticsInvariant extends Invariant {
  readonly name = 'statistics.areFacts';

  constructor(private readonly statistics: StatisticsService) {
    super();
  }

  async violations(): Promise<object[]> {
    return (await this.statistics.differences()).differences;
  }
}
