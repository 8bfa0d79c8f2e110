import type { CompletionRule } from '../class/completion-rule.entity.js';

/** What a person's attendance adds up to, the closing ceremony left out. */
export interface AttendanceRecord {
  /** Hours of all sessions that count. */
  classHours: number;
  /** Hours of sessions attended (present or late). */
  attendedHours: number;
  /** Hours of sessions on approved leave. */
  leaveHours: number;
  unexcusedAbsences: number;
}

/** One criterion with what was found and what the rule asks for. */
export interface Ground {
  criterion: 'attendance' | 'unexcusedAbsences' | 'leave';
  value: number;
  limit: number;
  holds: boolean;
}

export interface Verdict {
  decision: 'completed' | 'refused';
  grounds: Ground[];
}

/**
 * Decides completion (结业) by the class's own rule. Every criterion is listed, also those that hold, so that the
 * person can be told why. A class without hours decides nobody out by attendance.
 */
export function completionVerdict(record: AttendanceRecord, rule: CompletionRule): Verdict {
  const share = (hours: number): number => (record.classHours === 0 ? 0 : hours / record.classHours);
  const attended = record.classHours === 0 ? 1 : share(record.attendedHours);
  const grounds: Ground[] = [
    ground('attendance', attended, rule.leastAttendance, attended >= rule.leastAttendance - tolerance),
    ground(
      'unexcusedAbsences',
      record.unexcusedAbsences,
      rule.mostUnexcusedAbsences,
      record.unexcusedAbsences <= rule.mostUnexcusedAbsences,
    ),
    ground(
      'leave',
      share(record.leaveHours),
      rule.mostLeave,
      share(record.leaveHours) <= rule.mostLeave + tolerance,
    ),
  ];
  return { decision: grounds.every(({ holds }) => holds) ? 'completed' : 'refused', grounds };
}

/** Sums of tenths of hours are not exact in binary. */
const tolerance = 1e-9;

function ground(criterion: Ground['criterion'], value: number, limit: number, holds: boolean): Ground {
  return { criterion, value: round(value), limit: round(limit), holds };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
