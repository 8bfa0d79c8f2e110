import { jobContract, recurringJob } from '../../foundation/queue/job.contract.js';

export interface RenderPayload {
  classId: string;
  /** Names the run in the job centre. */
  title: string;
}

/** Sets the bytes of a class's certificates that lack them, in batches; doing it again does what is left. */
export const renderCertificates = jobContract<RenderPayload>({
  name: 'certificate.render',
  queue: 'certificate',
  titleKey: 'certificate.job.render',
  key: ({ classId }) => classId,
  titleParams: ({ title }) => ({ title }),
});

/** Finds what is due: completions of classes that issue by themselves, certificates whose bytes were never set. */
export const sweepCertificates = recurringJob({
  name: 'certificate.sweep',
  queue: 'certificate',
  titleKey: 'certificate.job.sweep',
  recurrence: { every: 60_000 },
});
