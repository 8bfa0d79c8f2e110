import { recurringJob } from './job.contract.js';

/** Forgets old finished runs, at a quiet hour. */
export const purgeJobRuns = recurringJob({
  name: 'queue.purge',
  queue: 'statistics',
  titleKey: 'queue.purge.title',
  recurrence: { cron: '20 3 * * *' },
});
