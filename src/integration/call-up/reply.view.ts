import { isDuplicate } from '../eligibility/eligibility.service.js';
import type { Candidate } from './candidate.service.js';

/** The page of one line of a notice. */
export function replyPath(id: string, recipientId: string): string {
  return `/call-ups/${id}?recipient=${recipientId}`;
}

/** People to choose from. @param checked ticks all of them who are not in the class yet */
export function candidatesShown(
  people: Candidate[],
  checked = false,
): (Candidate & { duplicate: boolean; checked: boolean })[] {
  return people.map((person) => ({
    ...person,
    duplicate: person.findings.some(isDuplicate),
    checked: checked && !person.enrolled,
  }));
}
