import { recurringJob } from '../../foundation/queue/job.contract.js';

/** Forgets old attempts, codes and sign-ins, at a quiet hour. */
export const sweepSignIns = recurringJob({
  name: 'account.sweep',
  queue: 'statistics',
  titleKey: 'account.sweep.title',
  recurrence: { cron: '40 3 * * *' },
});
