/** By what a class decides completion (结业); every class carries its own copy. */
export interface CompletionRule {
  /** Least share of the class's hours that must be attended, 0 to 1. */
  leastAttendance: number;
  /** Most unexcused absences; more cancel completion (a common county rule is 3). */
  mostUnexcusedAbsences: number;
  /** Share of the class's hours that leave may take; more means dismissal (1/7 by regulation). */
  mostLeave: number;
}

/** The rule a new class starts with: leave up to 1/7 of the hours, at most 3 unexcused absences. */
export const usualCompletionRule: CompletionRule = {
  leastAttendance: 0.8,
  mostUnexcusedAbsences: 3,
  mostLeave: 1 / 7,
};
