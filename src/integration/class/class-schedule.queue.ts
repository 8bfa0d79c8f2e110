import { jobContract, JobContract, recurringJob } from '../../foundation/queue/job.contract.js';

/** What time brings about in the life of a class. */
export const scheduledKinds = ['start', 'end', 'open', 'close', 'minimum', 'remind'] as const;

export type ScheduledKind = (typeof scheduledKinds)[number];

/** Looks every minute what is due; what the queue loses is found again by the next look. */
export const findDueClasses = recurringJob({
  name: 'class.schedule',
  queue: 'scheduling',
  titleKey: 'class.job.schedule',
  recurrence: { every: 60_000 },
});

/** Tells people of a class whose time or place has changed, once the changes have come to rest. */
export const tellChanged = recurringJob({
  name: 'class.tellChanged',
  queue: 'notification',
  titleKey: 'class.job.tellChanged',
  recurrence: { every: 60_000 },
});

export interface ClassJob {
  classId: string;
}

/** Published to running, on the first day at 00:00. */
export const startClass = classJob('start');
/** Running to ended, after the last session. */
export const endClass = classJob('end');
/** Tells the audience that registration has opened. */
export const openClass = classJob('open');
/** Tells the coordinator that registration has closed. */
export const closeClass = classJob('close');
/** Tells the coordinator when too few people are on the roster, to confirm the class or call it off. */
export const checkMinimum = classJob('minimum');
/** Reminds those on the roster on the day before. */
export const remindClass = classJob('remind');

export const contractOf: Record<ScheduledKind, JobContract<ClassJob>> = {
  start: startClass,
  end: endClass,
  open: openClass,
  close: closeClass,
  minimum: checkMinimum,
  remind: remindClass,
};

function classJob(kind: ScheduledKind): JobContract<ClassJob> {
  return jobContract<ClassJob>({
    name: `class.${kind}`,
    queue: 'scheduling',
    titleKey: `class.job.${kind}`,
    key: ({ classId }) => classId,
  });
}
