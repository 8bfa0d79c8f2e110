import { Injectable } from '@nestjs/common';
import { HandlesJob } from '../../../foundation/queue/handles-job.decorator.js';
import type { NoPayload } from '../../../foundation/queue/job.contract.js';
import { JobProgress } from '../../../foundation/queue/job-progress.js';
import { TraineeCheckService } from './trainee-check.service.js';
import {
  checkTraineeImport,
  mergeTraineeImport,
  purgeTraineeImports,
  type TraineeImportPayload,
} from './trainee-import.queue.js';
import { TraineeImportPurge } from './trainee-import.purge.js';
import { TraineeMergeService } from './trainee-merge.service.js';

@Injectable()
export class TraineeImportProcessor {
  constructor(
    private readonly checks: TraineeCheckService,
    private readonly merges: TraineeMergeService,
    private readonly purges: TraineeImportPurge,
  ) {}

  @HandlesJob(checkTraineeImport)
  async check({ importId }: TraineeImportPayload, progress: JobProgress): Promise<object> {
    return { ...(await this.checks.check(importId, progress)), link: `/trainees/imports/${importId}` };
  }

  @HandlesJob(mergeTraineeImport)
  async merge({ importId }: TraineeImportPayload, progress: JobProgress): Promise<object> {
    return {
      ...(await this.merges.merge(progress.actor, importId, progress)),
      link: `/trainees/imports/${importId}`,
    };
  }

  @HandlesJob(purgeTraineeImports)
  async purge(_: NoPayload): Promise<object> {
    return { forgotten: await this.purges.purge() };
  }
}
