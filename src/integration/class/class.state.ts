import { Conflict } from '../../foundation/error/domain-error.js';

export const classStates = [
  'draft',
  'submitted',
  'returned',
  'approved',
  'published',
  'running',
  'ended',
  'concluded',
  'cancelled',
] as const;

/**
 * draft 草稿 → submitted 待批 → approved 已批 (or returned 退回; submitted again when approved content changes) → published 已发布 (call-up, registration) →
 * running 开班中 → ended 已结课 → concluded 已结业; cancelled 已取消 from any state before ended.
 */
export type ClassState = (typeof classStates)[number];

export type ClassVerb =
  | 'edit'
  | 'submit'
  | 'reapply'
  | 'approve'
  | 'return'
  | 'publish'
  | 'start'
  | 'end'
  | 'conclude'
  | 'reopen'
  | 'cancel';

/** State x verb -> state. A verb that is absent has no meaning in that state. */
export const classTransitions: Record<ClassState, Partial<Record<ClassVerb, ClassState>>> = {
  draft: { edit: 'draft', submit: 'submitted', cancel: 'cancelled' },
  submitted: { approve: 'approved', return: 'returned', cancel: 'cancelled' },
  returned: { edit: 'returned', submit: 'submitted', cancel: 'cancelled' },
  approved: { edit: 'approved', reapply: 'submitted', publish: 'published', cancel: 'cancelled' },
  published: { edit: 'published', start: 'running', cancel: 'cancelled' },
  running: { edit: 'running', end: 'ended', cancel: 'cancelled' },
  ended: { conclude: 'concluded' },
  concluded: { reopen: 'ended' },
  cancelled: {},
};

/** @throws Conflict `class.verbHasNoMeaning` when the verb does not fit the state */
export function nextClassState(state: ClassState, verb: ClassVerb): ClassState {
  const next = classTransitions[state][verb];
  if (!next) throw new Conflict('class.verbHasNoMeaning', { state, verb });
  return next;
}
