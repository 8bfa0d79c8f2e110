import { jobContract, recurringJob } from '../../../foundation/queue/job.contract.js';

export interface TraineeImportPayload {
  importId: string;
  fileName: string;
}

/** Reads the file, judges every row, and stages what can be kept. */
export const checkTraineeImport = jobContract<TraineeImportPayload>({
  name: 'trainee.import.check',
  queue: 'exchange',
  titleKey: 'trainee.import.job.check',
  titleParams: ({ fileName }) => ({ fileName }),
  key: ({ importId }) => importId,
});

/** Takes all good rows of a checked file into the register, at once or not at all. */
export const mergeTraineeImport = jobContract<TraineeImportPayload>({
  name: 'trainee.import.merge',
  queue: 'exchange',
  titleKey: 'trainee.import.job.merge',
  titleParams: ({ fileName }) => ({ fileName }),
  key: ({ importId }) => importId,
});

/** Forgets staged rows and files of imports that are long done. */
export const purgeTraineeImports = recurringJob({
  name: 'trainee.import.purge',
  queue: 'exchange',
  titleKey: 'trainee.import.job.purge',
  recurrence: { cron: '40 3 * * *' },
});
