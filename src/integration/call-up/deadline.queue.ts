import { recurringJob } from '../../foundation/queue/job.contract.js';

/** Reminds units a day before their deadline. */
export const remindUnits = recurringJob({
  name: 'callUp.remind',
  queue: 'notification',
  titleKey: 'call-up.job.remind',
  recurrence: { every: 10 * 60_000 },
});

/** Closes notices whose deadline has passed and reports what is unused. */
export const closeCallUps = recurringJob({
  name: 'callUp.close',
  queue: 'enrollment',
  titleKey: 'call-up.job.close',
  recurrence: { every: 60_000 },
});
