import { Injectable } from '@nestjs/common';
import { systemActor } from '../../foundation/access/actor.js';
import { HandlesJob } from '../../foundation/queue/handles-job.decorator.js';
import type { Comparison } from './fold.repository.js';
import { reconcileAll, reconcileCounty } from './reconcile.queue.js';
import { ReconcileService } from './reconcile.service.js';

/** The run's result is what was put right. */
@Injectable()
export class ReconcileProcessor {
  constructor(private readonly reconciling: ReconcileService) {}

  @HandlesJob(reconcileAll)
  reconcileAll(): Promise<Comparison> {
    return this.reconciling.reconcile(systemActor);
  }

  @HandlesJob(reconcileCounty)
  reconcileCounty(): Promise<Comparison> {
    return this.reconciling.reconcileCountyInTurn(systemActor);
  }
}
