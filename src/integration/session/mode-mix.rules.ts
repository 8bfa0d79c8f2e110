import type { SessionMode } from './session.entity.js';

/** Modes in which people do, see or work on cases: what the programme wants a larger share of. */
export const practiceModes: readonly SessionMode[] = [
  'operationalPractice',
  'caseTeaching',
  'fieldTeaching',
  'fieldVisit',
];

export interface ModeMix {
  /** Hours of all sessions. */
  hours: number;
  /** Hours by mode, most first; modes without hours are left out. */
  modes: { mode: SessionMode; hours: number }[];
  /** Share of practice in the hours, 0 to 1. */
  practice: number;
}

/** What a class's hours are made of. */
export function modeMix(sessions: readonly { mode: string; hours: number }[]): ModeMix {
  const byMode = new Map<string, number>();
  for (const { mode, hours } of sessions) byMode.set(mode, (byMode.get(mode) ?? 0) + hours);
  const modes = [...byMode]
    .filter(([, hours]) => hours > 0)
    .map(([mode, hours]) => ({ mode: mode as SessionMode, hours }))
    .sort((a, b) => b.hours - a.hours);
  const hours = modes.reduce((sum, entry) => sum + entry.hours, 0);
  const practice = modes
    .filter(({ mode }) => practiceModes.includes(mode))
    .reduce((sum, entry) => sum + entry.hours, 0);
  return { hours, modes, practice: hours > 0 ? practice / hours : 0 };
}
