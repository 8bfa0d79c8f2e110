import {
  classStates,
  classTransitions,
  ClassVerb,
  nextClassState,
} from '../../../../src/integration/class/class.state.js';

const verbs: ClassVerb[] = [
  'edit',
  'submit',
  'reapply',
  'approve',
  'return',
  'publish',
  'start',
  'end',
  'conclude',
  'reopen',
  'cancel',
];

describe('the states of a class', () => {
  it('answer every verb in every state, by a known state or a conflict', () => {
    const known = new Set<string>(classStates);
    for (const state of classStates)
      for (const verb of verbs) {
        const next = classTransitions[state][verb];
        if (next === undefined)
          expect(() => nextClassState(state, verb)).toThrow(
            expect.objectContaining({ code: 'class.verbHasNoMeaning', status: 409 }) as Error,
          );
        else expect(known).toContain(nextClassState(state, verb));
      }
  });

  it('can all be reached from a draft', () => {
    const reached = new Set<string>(['draft']);
    for (const state of reached)
      for (const next of Object.values(classTransitions[state as (typeof classStates)[number]]))
        reached.add(next);
    expect([...reached].sort()).toEqual([...classStates].sort());
  });

  it('reach publication only over an approval', () => {
    const before = classStates.filter((state) =>
      Object.values(classTransitions[state]).includes('published'),
    );
    expect(before).toEqual(['approved', 'published']);
    expect(classTransitions.published.edit).toBe('published');
  });

  it('let nothing happen to a cancelled class', () => {
    expect(classTransitions.cancelled).toEqual({});
  });
});
