import { Injectable } from '@nestjs/common';
import { systemActor } from '../../foundation/access/actor.js';
import { Clock } from '../../foundation/clock/clock.js';
import { HandlesJob } from '../../foundation/queue/handles-job.decorator.js';
import type { Comparison } from './fold.repository.js';
import { reconcileAll, reconcileCounty } from './reconcile.queue.js';
import { StatisticsService } from './statistics.service.js';

/** The run's result is what was put right. */
@Injectable()
export class ReconcileProcessor {
  constructor(
    private readonly statistics: StatisticsService,
    private readonly clock: Clock,
  ) {}

  @HandlesJob(reconcileAll)
  reconcileAll(): Promise<Comparison> {
    return this.statistics.reconcile(systemActor);
  }

  @HandlesJob(reconcileCounty)
  async reconcileCounty(): Promise<Comparison> {
    return this.statistics.reconcile(systemActor, await this.statistics.countyInTurn(this.clock.now()));
  }
}
