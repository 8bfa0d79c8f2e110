import { jobContract, recurringJob } from '../../foundation/queue/job.contract.js';

/** Looks every minute for people who still wait for a class that has begun or is off. */
export const findExpired = recurringJob({
  name: 'enrollment.findExpired',
  queue: 'scheduling',
  titleKey: 'enrollment.job.findExpired',
  recurrence: { every: 60_000 },
});

export interface ExpiryJob {
  classId: string;
}

/** Releases those who still wait for one class. */
export const expireEnrollments = jobContract<ExpiryJob>({
  name: 'enrollment.expire',
  queue: 'scheduling',
  titleKey: 'enrollment.job.expire',
  key: ({ classId }) => classId,
});
