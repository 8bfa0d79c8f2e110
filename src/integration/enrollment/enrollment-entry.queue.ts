import { recurringJob } from '../../foundation/queue/job.contract.js';

/** Tells people who came into a class lately; the seat path itself writes no messages. */
export const tellEntered = recurringJob({
  name: 'enrollment.tellEntered',
  queue: 'notification',
  titleKey: 'enrollment.job.tellEntered',
  recurrence: { every: 60_000 },
});
