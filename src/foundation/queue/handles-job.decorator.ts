import { SetMetadata } from '@nestjs/common';
import type { JobContract } from './job.contract.js';
import type { JobProgress } from './job-progress.js';

export const handlesJobKey = 'zhixing:handles-job';

/**
 * Makes a method of a provider the one that does a job. It runs at least once per run, so it must bear repetition;
 * what it returns is the run's result. A domain error below 500 fails the run at once, anything else is tried again.
 */
export function HandlesJob<Payload extends object>(contract: JobContract<Payload>) {
  return <Handler extends (payload: Payload, progress: JobProgress) => Promise<unknown>>(
    target: object,
    name: string,
    descriptor: TypedPropertyDescriptor<Handler>,
  ): void => {
    SetMetadata(handlesJobKey, contract)(target, name, descriptor);
  };
}
