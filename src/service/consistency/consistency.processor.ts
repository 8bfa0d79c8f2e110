import { Injectable } from '@nestjs/common';
import { HandlesJob } from '../../foundation/queue/handles-job.decorator.js';
import { checkConsistency } from './consistency.queue.js';
import { ConsistencyService } from './consistency.service.js';

@Injectable()
export class ConsistencyProcessor {
  constructor(private readonly consistency: ConsistencyService) {}

  @HandlesJob(checkConsistency)
  async check(): Promise<{ violated: Record<string, number> }> {
    return { violated: await this.consistency.checkAndTell() };
  }
}
