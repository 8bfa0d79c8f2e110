import { recurringJob } from '../../foundation/queue/job.contract.js';

/** Every morning: classes that ended and wait for a decision, or wait only for being concluded. */
export const sweepCompletions = recurringJob({
  name: 'completion.sweep',
  queue: 'scheduling',
  titleKey: 'completion.job.sweep',
  recurrence: { cron: '30 8 * * *' },
});
