import { Injectable } from '@nestjs/common';
import { HandlesJob } from './handles-job.decorator.js';
import { JobRunRepository } from './job-run.repository.js';
import { purgeJobRuns } from './purge.queue.js';
import { retentionDays } from './queue.defaults.js';

@Injectable()
export class PurgeProcessor {
  constructor(private readonly runs: JobRunRepository) {}

  @HandlesJob(purgeJobRuns)
  async purge(): Promise<{ removed: number }> {
    return { removed: await this.runs.purge(retentionDays) };
  }
}
