/** The queues of the product; each has its own workers, so that a long batch in one never delays another. */
export const queueNames = [
  'scheduling',
  'enrollment',
  'certificate',
  'statistics',
  'exchange',
  'notification',
] as const;

export type QueueName = (typeof queueNames)[number];

/** What a job contract gets when it says nothing itself. */
export const jobDefaults = {
  attempts: 5,
  /** Milliseconds before the second attempt; doubles with each further one. */
  backoff: 2_000,
  longestBackoff: 10 * 60_000,
};

/**
 * Jobs one worker process runs at a time, by queue. A timetable keeps a core busy; certificates are set in threads, so
 * several classes at once keep those busy while others are being stored.
 */
export const concurrency: Record<QueueName, number> = {
  scheduling: 1,
  enrollment: 4,
  certificate: 8,
  statistics: 2,
  exchange: 2,
  notification: 4,
};

/** Finished runs older than this leave the job centre. */
export const retentionDays = 90;

/** Rhythm of the workers, in milliseconds; tests make it quicker. */
export class QueueRhythm {
  /** A running job shows at least this often that it lives. */
  beat = 5_000;
  /** Progress reported in between is written at most this often. */
  report = 500;
  /** A run without a beat for this long has lost its worker. */
  stale = 20_000;
  /** How often the database is asked for runs the queue has lost. */
  sweep = 10_000;
  /** A queued run that is due for this long is offered to the queue again; the queue ignores what it has. */
  overdue = 5_000;
  /** How long a stopping worker waits for its jobs before they are left to another. */
  patience = 20_000;
}
