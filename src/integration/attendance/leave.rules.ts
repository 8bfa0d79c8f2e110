/** Hours of leave a person may still take, by the class's share (1/7 by regulation); never below 0, to a tenth. */
export function leaveLeft(classHours: number, mostLeave: number, taken: number): number {
  return Math.max(0, Math.floor((classHours * mostLeave - taken) * 10 + 1e-6) / 10);
}

/** Hours of the sessions that a leave covers, even in part: a session is attended as a whole. */
export function hoursCovered(
  sessions: { startsAt: Date; endsAt: Date; hours: number }[],
  leave: { startsAt: Date; endsAt: Date },
): number {
  return sessions
    .filter(({ startsAt, endsAt }) => startsAt < leave.endsAt && leave.startsAt < endsAt)
    .reduce((sum, { hours }) => sum + hours, 0);
}
