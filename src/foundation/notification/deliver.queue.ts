import { recurringJob } from '../queue/job.contract.js';
import { deliveryRhythm } from './notification.defaults.js';

/** Sends what is due; also asked for at once when a message is written. */
export const deliverMessages = recurringJob({
  name: 'notification.deliver',
  queue: 'notification',
  titleKey: 'notification.job.deliver',
  recurrence: { every: deliveryRhythm },
});

/** Forgets old messages. */
export const purgeMessages = recurringJob({
  name: 'notification.purge',
  queue: 'notification',
  titleKey: 'notification.job.purge',
  recurrence: { cron: '40 3 * * *' },
});
