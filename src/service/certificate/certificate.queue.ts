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

/** Pages in the order of the seats, or in that of the roster's numbers. */
export const printOrders = ['seat', 'roster'] as const;
export type PrintOrder = (typeof printOrders)[number];

export interface PrintPayload extends RenderPayload {
  order: PrintOrder;
}

/** Joins a class's certificates into one document for the printer. */
export const printCertificates = jobContract<PrintPayload>({
  name: 'certificate.print',
  queue: 'certificate',
  titleKey: 'certificate.job.print',
  key: ({ classId, order }) => `${classId}/${order}`,
  titleParams: ({ title }) => ({ title }),
});

/** Finds what is due: completions of classes that issue by themselves, certificates whose bytes were never set. */
export const sweepCertificates = recurringJob({
  name: 'certificate.sweep',
  queue: 'certificate',
  titleKey: 'certificate.job.sweep',
  recurrence: { every: 60_000 },
});
