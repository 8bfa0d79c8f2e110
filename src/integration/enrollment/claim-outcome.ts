import { BrokenRule, Conflict, NotFound } from '../../foundation/error/domain-error.js';

/** What became of a claim on a seat; refusals are expected results, not failures. */
export type ClaimOutcome =
  | { outcome: 'seated'; enrollmentId: string; number: number; state: 'pending' | 'confirmed' }
  | { outcome: 'waitlisted'; enrollmentId: string; number: number; queue: number }
  | { outcome: 'refused'; code: RefusalCode; enrollmentId?: string };

/** Catalogue keys; `enrollment.already` comes with the id of the enrollment that is there. */
export type RefusalCode =
  | 'enrollment.unknown'
  | 'enrollment.notOpen'
  | 'enrollment.closed'
  | 'enrollment.byCallUpOnly'
  | 'enrollment.already'
  | 'enrollment.outsideAudience'
  | 'enrollment.full'
  | 'enrollment.quotaUsed'
  | 'error.idempotencyReuse';

/** A row as `integration.settle_claims` answers it. */
export interface SettledRow {
  outcome: ClaimOutcome['outcome'];
  code: RefusalCode | null;
  enrollment_id: string | null;
  number: string | null;
  state: 'pending' | 'confirmed' | 'waitlisted' | null;
  queue: number | null;
}

export function outcomeOf(row: SettledRow, claimId: string): ClaimOutcome {
  const enrollmentId = row.enrollment_id ?? claimId;
  if (row.outcome === 'seated' && row.state !== 'waitlisted' && row.state !== null)
    return { outcome: 'seated', enrollmentId, number: Number(row.number), state: row.state };
  if (row.outcome === 'waitlisted')
    return { outcome: 'waitlisted', enrollmentId, number: Number(row.number), queue: row.queue ?? 0 };
  const code = row.code ?? 'enrollment.unknown';
  return row.enrollment_id ? { outcome: 'refused', code, enrollmentId } : { outcome: 'refused', code };
}

/** The claim's success, or its refusal as the error that a person asking for themselves gets. */
export function accepted(outcome: ClaimOutcome): Exclude<ClaimOutcome, { outcome: 'refused' }> {
  if (outcome.outcome !== 'refused') return outcome;
  switch (outcome.code) {
    case 'enrollment.unknown':
      throw new NotFound();
    case 'enrollment.outsideAudience':
    case 'enrollment.byCallUpOnly':
      throw new BrokenRule(outcome.code);
    default:
      throw new Conflict(outcome.code, { enrollmentId: outcome.enrollmentId });
  }
}
