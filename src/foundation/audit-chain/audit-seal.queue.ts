import { recurringJob } from '../queue/job.contract.js';

/** Chains what was appended to the audit log since. */
export const sealAudit = recurringJob({
  name: 'audit.seal',
  queue: 'statistics',
  titleKey: 'audit-chain.seal.title',
  recurrence: { every: 30_000 },
});
