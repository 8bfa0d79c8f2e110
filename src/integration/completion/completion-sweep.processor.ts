import { Injectable } from '@nestjs/common';
import { HandlesJob } from '../../foundation/queue/handles-job.decorator.js';
import { sweepCompletions } from './completion-sweep.queue.js';
import { CompletionSweepService } from './completion-sweep.service.js';

@Injectable()
export class CompletionSweepProcessor {
  constructor(private readonly sweeps: CompletionSweepService) {}

  @HandlesJob(sweepCompletions)
  async sweep(): Promise<{ concluded: number; messages: number }> {
    return { concluded: await this.sweeps.concludeDecided(), messages: await this.sweeps.remindUndecided() };
  }
}
