import type { ClaimOutcome } from '../../../src/integration/enrollment/claim-outcome.js';
import type { Province } from './province.js';
import { percentile, Report, rounded } from './report.js';
import { actorOf, SeatPath } from './seat-path.js';

/** What a number of clients got done, each sending its next claim as soon as the last one is answered. */
export interface RushResult {
  perSecond: number;
  /** Milliseconds of each claim. */
  latencies: number[];
  outcomes: ClaimOutcome[];
}

/** Registers everyone of the province once, round the classes, neighbours in different ones. */
export async function rush(path: SeatPath, province: Province, clients: number): Promise<RushResult> {
  const latencies: number[] = [];
  const outcomes: ClaimOutcome[] = [];
  let next = 0;
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (;;) {
        const index = next++;
        const person = province.people[index];
        const classId = province.classIds[index % province.classIds.length];
        if (!person || !classId) return;
        const sent = performance.now();
        outcomes.push(
          await path.enrollments.enroll(actorOf(person), {
            classId,
            traineeId: person.traineeId,
            key: `key-${index}`,
          }),
        );
        latencies.push(performance.now() - sent);
      }
    }),
  );
  return { perSecond: province.people.length / ((performance.now() - begun) / 1000), latencies, outcomes };
}

export function reportRush(report: Report, result: RushResult, limit: number, details: object): void {
  const n = result.latencies.length;
  const refused = result.outcomes.filter(({ outcome }) => outcome === 'refused').length;
  report({
    metric: 'throughput',
    value: rounded(result.perSecond, 0),
    unit: '/s',
    limit: rounded(limit, 0),
    ratio: rounded(result.perSecond / limit),
    n,
    refused,
    ...details,
  });
  for (const [metric, share] of [
    ['p50', 0.5],
    ['p95', 0.95],
    ['p99', 0.99],
  ] as const)
    report({ metric, value: rounded(percentile(result.latencies, share)), unit: 'ms', n, ...details });
}
