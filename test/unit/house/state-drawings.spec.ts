import { readFileSync } from 'node:fs';
import { callUpTransitions } from '../../../src/integration/call-up/call-up.state.js';
import { classTransitions } from '../../../src/integration/class/class.state.js';
import { enrollmentTransitions } from '../../../src/integration/enrollment/enrollment.state.js';
import { type Step, stateDrawing } from '../../support/state-drawing.js';

const readme = readFileSync('README.md', 'utf8');

describe("The README's state drawings", () => {
  it.each([
    ['class', stepsByState(classTransitions)],
    ['call-up', stepsByState(callUpTransitions)],
    ['enrollment', enrollmentSteps()],
  ])('show the %s as its table has it', (_name, steps) => {
    expect(readme).toContain(stateDrawing(steps));
  });
});

function stepsByState(table: Record<string, Partial<Record<string, string>>>): Step[] {
  return Object.entries(table).flatMap(([from, verbs]) =>
    Object.entries(verbs).map(([verb, to]) => ({ from, verb, to: to ?? '' })),
  );
}

function enrollmentSteps(): Step[] {
  return Object.entries(enrollmentTransitions).flatMap(([verb, { from, to }]) =>
    from.flatMap((source) => to.map((target) => ({ from: source, verb, to: target }))),
  );
}
