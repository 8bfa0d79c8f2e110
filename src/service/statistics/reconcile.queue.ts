import { recurringJob } from '../../foundation/queue/job.contract.js';

/** Recounts the whole tree from the facts, at a quiet hour. */
export const reconcileAll = recurringJob({
  name: 'statistics.reconcile',
  queue: 'statistics',
  titleKey: 'statistics.job.reconcile',
  recurrence: { cron: '10 3 * * *' },
});

/** Recounts one county a minute, each in its turn, so that a difference doesn't stay until the night. */
export const reconcileCounty = recurringJob({
  name: 'statistics.reconcile-county',
  queue: 'statistics',
  titleKey: 'statistics.job.reconcileCounty',
  recurrence: { every: 60_000 },
});
