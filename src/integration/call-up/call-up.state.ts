import { Conflict } from '../../foundation/error/domain-error.js';

export const callUpStates = ['draft', 'issued', 'closed', 'withdrawn'] as const;

/** draft 草稿 → issued 已下发 → closed 已截止 (an extension opens it again); withdrawn 已撤回. */
export type CallUpState = (typeof callUpStates)[number];

export type CallUpVerb = 'edit' | 'issue' | 'extend' | 'reply' | 'remind' | 'close' | 'release' | 'withdraw';

/** State x verb -> state. A verb that is absent has no meaning in that state. */
export const callUpTransitions: Record<CallUpState, Partial<Record<CallUpVerb, CallUpState>>> = {
  draft: { edit: 'draft', issue: 'issued', withdraw: 'withdrawn' },
  issued: {
    extend: 'issued',
    reply: 'issued',
    remind: 'issued',
    close: 'closed',
    release: 'issued',
    withdraw: 'withdrawn',
  },
  closed: { extend: 'issued', release: 'closed', withdraw: 'withdrawn' },
  withdrawn: {},
};

/** @throws Conflict that says why, in the words of the state: not issued yet, deadline passed, withdrawn */
export function nextCallUpState(state: CallUpState, verb: CallUpVerb): CallUpState {
  const next = callUpTransitions[state][verb];
  if (next) return next;
  if (state === 'withdrawn') throw new Conflict('call-up.error.withdrawn');
  if (state === 'closed' && verb === 'reply') throw new Conflict('call-up.error.deadlinePassed');
  if (state === 'draft') throw new Conflict('call-up.error.notIssued');
  throw new Conflict('call-up.error.verbHasNoMeaning', { state });
}
