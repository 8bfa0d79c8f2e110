import { recurringJob } from '../queue/job.contract.js';

/** Removes files that nothing refers to. */
export const sweepFiles = recurringJob({
  name: 'storage.sweep',
  queue: 'statistics',
  titleKey: 'storage.sweep.title',
  recurrence: { cron: '10 4 * * *' },
});
