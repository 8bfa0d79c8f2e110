import { recurringJob } from '../../foundation/queue/job.contract.js';

/** Postings begin and end by their dates; whoever's did since yesterday works elsewhere today. */
export const followPostings = recurringJob({
  name: 'trainee.posting.follow',
  queue: 'scheduling',
  titleKey: 'trainee.job.follow',
  recurrence: { cron: '5 0 * * *' },
});
