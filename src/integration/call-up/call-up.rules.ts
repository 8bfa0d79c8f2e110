import type { FieldError } from '../../foundation/error/domain-error.js';
import type { CallUpState } from './call-up.state.js';

/** A line's light, by the names that badges have for colours. */
export type Light = 'plain' | 'info' | 'warn' | 'danger' | 'ok';

const hour = 3_600_000;

/** Blue from three days before the deadline, yellow on the last day, red after it; green once enough names came. */
export function lightOf(
  recipient: { named: number; amount: number },
  callUp: { deadline: Date; state: CallUpState },
  now: Date,
): Light {
  if (recipient.named >= recipient.amount) return 'ok';
  if (callUp.state === 'draft' || callUp.state === 'withdrawn') return 'plain';
  const left = callUp.deadline.getTime() - now.getTime();
  if (left <= 0) return 'danger';
  if (left <= 24 * hour) return 'warn';
  return left <= 72 * hour ? 'info' : 'plain';
}

/** The deadline leaves time to answer, and to check the names before the class begins. */
export function deadlineMustLeaveTime(deadline: Date, classStart: Date, now: Date): FieldError[] {
  if (deadline <= now) return [{ field: 'deadline', code: 'call-up.error.deadlineInPast' }];
  if (deadline >= classStart) return [{ field: 'deadline', code: 'call-up.error.deadlineAfterStart' }];
  return [];
}

/** What may be called from one line of the quota table: what nothing below it, no seat and no other notice has. */
export interface Available {
  allocationId: string | null;
  divisionId: string;
  divisionCode: string;
  organizationId: string | null;
  name: string;
  free: number;
}

export interface Asked {
  divisionId: string;
  organizationId: string | null;
  amount: number;
}

/** Every line asks for no more than its line of the quota table has, and all together for no more than the seats. */
export function amountsMustFit(
  asked: readonly (Asked & { available: Available | undefined })[],
  capacityFree: number,
): FieldError[] {
  const errors = asked.flatMap(({ amount, available }, index): FieldError[] =>
    available && amount > available.free
      ? [
          {
            field: `recipients.${index}.amount`,
            code: 'call-up.error.aboveQuota',
            params: { name: available.name, free: Math.max(available.free, 0) },
          },
        ]
      : [],
  );
  const sum = asked.reduce((total, { amount }) => total + amount, 0);
  if (sum > capacityFree)
    errors.push({
      field: 'recipients',
      code: 'call-up.error.aboveCapacity',
      params: { sum, free: Math.max(capacityFree, 0) },
    });
  return errors;
}

/** Nobody is asked twice in one notice. */
export function recipientsMustDiffer(asked: readonly Asked[]): FieldError[] {
  const seen = new Set<string>();
  return asked.flatMap(({ divisionId, organizationId }, index): FieldError[] => {
    const key = `${divisionId} ${organizationId ?? ''}`;
    const again = seen.has(key);
    seen.add(key);
    return again ? [{ field: `recipients.${index}`, code: 'call-up.error.recipientTwice' }] : [];
  });
}
