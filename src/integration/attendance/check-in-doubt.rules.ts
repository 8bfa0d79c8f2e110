/** Why somebody should look again (复核) at a check-in: a hint, never a verdict. */
export type Doubt = 'sharedDevice' | 'oldCode' | 'alone';

/** A check-in by code, with the marks it left. */
export interface CheckInMark {
  enrollmentId: string;
  checkedInAt: Date | null;
  /** Hash of the cookie that names the browser; null where none was sent. */
  device: string | null;
  /** The person tried a code of this session that had long run out. */
  triedOldCode: boolean;
}

/** People check in in bursts, while the code is shown; with fewer than this many no burst can be told. */
const fewest = 10;

/** Nobody else checked in for so long before and after: no burst. */
const quietMinutes = 10;

/**
 * Doubts by enrollment: one browser for several people, a code that was passed on and came too late, a check-in long
 * before or after everybody else's.
 */
export function doubtsOf(marks: readonly CheckInMark[]): Map<string, Doubt[]> {
  const perDevice = new Map<string, number>();
  for (const { device } of marks)
    if (device !== null) perDevice.set(device, (perDevice.get(device) ?? 0) + 1);
  const alone = aloneIn(marks);
  const doubts = new Map<string, Doubt[]>();
  for (const { enrollmentId, device, triedOldCode } of marks) {
    const found: Doubt[] = [
      ...((device !== null && (perDevice.get(device) ?? 0) > 1 ? ['sharedDevice'] : []) as Doubt[]),
      ...((triedOldCode ? ['oldCode'] : []) as Doubt[]),
      ...((alone.has(enrollmentId) ? ['alone'] : []) as Doubt[]),
    ];
    if (found.length > 0) doubts.set(enrollmentId, found);
  }
  return doubts;
}

function aloneIn(marks: readonly CheckInMark[]): Set<string> {
  const timed = marks
    .flatMap(({ enrollmentId, checkedInAt }) =>
      checkedInAt ? [{ enrollmentId, at: checkedInAt.getTime() }] : [],
    )
    .sort((one, other) => one.at - other.at);
  if (timed.length < fewest) return new Set();
  const far = (one: number, other: number | undefined): boolean =>
    other === undefined || Math.abs(other - one) > quietMinutes * 60_000;
  return new Set(
    timed
      .filter(({ at }, index) => far(at, timed[index - 1]?.at) && far(at, timed[index + 1]?.at))
      .map(({ enrollmentId }) => enrollmentId),
  );
}
