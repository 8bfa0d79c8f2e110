/** What a leave is held against: a session, with whether it is the closing ceremony, which counts no hours. */
interface CoverableSession {
  startsAt: Date;
  endsAt: Date;
  hours: number;
  closingCeremony: boolean;
}

/** Hours of leave a person may still take, by the class's share (1/7 by regulation); never below 0, to a tenth. */
export function leaveLeft(classHours: number, mostLeave: number, taken: number): number {
  return Math.max(0, Math.floor((classHours * mostLeave - taken) * 10 + 1e-6) / 10);
}

/** The sessions that a leave covers, even in part: a session is attended as a whole. */
export function sessionsCovered<Session extends CoverableSession>(
  sessions: readonly Session[],
  leave: { startsAt: Date; endsAt: Date },
): Session[] {
  return sessions.filter(({ startsAt, endsAt }) => startsAt < leave.endsAt && leave.startsAt < endsAt);
}

/** Hours of sessions that count toward completion: all but the closing ceremony. */
export function countingHours(sessions: readonly CoverableSession[]): number {
  const tenths = sessions
    .filter(({ closingCeremony }) => !closingCeremony)
    .reduce((sum, { hours }) => sum + Math.round(hours * 10), 0);
  return tenths / 10;
}
