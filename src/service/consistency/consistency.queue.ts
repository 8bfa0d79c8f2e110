import { recurringJob } from '../../foundation/queue/job.contract.js';

/** Before the nightly recount, which heals: what it would put right is still there to be seen. */
export const checkConsistency = recurringJob({
  name: 'consistency.check',
  queue: 'statistics',
  titleKey: 'consistency.job.check',
  recurrence: { cron: '40 2 * * *' },
});
