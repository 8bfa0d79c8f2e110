/** One step of a state machine. */
export interface Step {
  from: string;
  verb: string;
  to: string;
}

/** A state machine as a Mermaid drawing: one line for each pair of states; verbs that change nothing are left out. */
export function stateDrawing(steps: Step[]): string {
  const verbs = new Map<string, string[]>();
  for (const { from, verb, to } of steps) {
    if (from === to) continue;
    const edge = `${from} --> ${to}`;
    verbs.set(edge, [...(verbs.get(edge) ?? []), verb]);
  }
  const edges = [...verbs].map(([edge, names]) => `  ${edge}: ${names.join(', ')}`);
  return ['```mermaid', 'stateDiagram-v2', ...edges, '```'].join('\n');
}
