/** What is counted of one division. Person-times and persons are different things and never added up. */
export interface Counts {
  /** Person-times confirmed on the roster. */
  enrolled: number;
  /** Person-times: enrollments whose trainee arrived. */
  arrived: number;
  completed: number;
  refused: number;
  certificates: number;
  hours: number;
  /** Distinct persons who arrived; null where the combination isn't kept (by cadre level, a village's category). */
  persons: number | null;
  /** Active people of the register now; null by organiser, because a class's people are not the organiser's. */
  registered: number | null;
  /** Classes begun or over; null by participant and where cadres are filtered, because a class has no such place. */
  classes: number | null;
}

export interface Rates {
  /** Arrived of those on the roster. */
  participationRate: number | null;
  /** Completed of those who arrived. */
  completionRate: number | null;
  /** Distinct persons trained of the register. */
  coverage: number | null;
}

export const measures = ['coverage', 'participationRate', 'completionRate'] as const;
export type Measure = (typeof measures)[number];

/** The rates of DOMAIN's glossary as shares; null where there is nothing to divide by. */
export function ratesOf({ enrolled, arrived, completed, persons, registered }: Counts): Rates {
  return {
    participationRate: share(arrived, enrolled),
    completionRate: share(completed, arrived),
    coverage: persons === null || registered === null ? null : share(persons, registered),
  };
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
