import { recurringJob } from '../queue/job.contract.js';

/** Every hour, so that an answer, which may hold personal data, stays no longer than it serves. */
export const purgeKeys = recurringJob({
  name: 'idempotency.purge',
  queue: 'statistics',
  titleKey: 'idempotency.purge.title',
  recurrence: { cron: '25 * * * *' },
});
