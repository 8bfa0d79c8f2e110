import { createHmac } from 'node:crypto';

/** A shown code is good for this long, and for one step more, so that a slow phone still gets in. */
export const stepSeconds = 20;

/** People may check in from half an hour before a session until it ends. */
const earlyMinutes = 30;

/** A code that ran out so many steps ago was passed on or kept, not typed slowly. */
const oldSteps = 6;

/** How far back a code is recognised: four hours. */
const mostSteps = (4 * 3600) / stepSeconds;

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const length = 6;

/** The code a session shows at an instant: an HMAC (RFC 6238 in kind) of the class's secret, session and time step. */
export function checkInCode(secret: Buffer, sessionId: string, at: Date, stepsBack = 0): string {
  const step = Math.floor(at.getTime() / 1000 / stepSeconds) - stepsBack;
  const digest = createHmac('sha256', secret).update(`${sessionId}:${step}`).digest();
  return Array.from(digest.subarray(0, length), (byte) => alphabet[byte % alphabet.length]).join('');
}

/** Whether a code is the present or the one before; letters that look alike are taken for each other. */
export function isCurrentCode(secret: Buffer, sessionId: string, code: string, at: Date): boolean {
  const typed = asShown(code);
  return [0, 1].some((stepsBack) => checkInCode(secret, sessionId, at, stepsBack) === typed);
}

/** Whether a code was shown for this session once, more than two minutes and at most four hours ago. */
export function isOldCode(secret: Buffer, sessionId: string, code: string, at: Date): boolean {
  const typed = asShown(code);
  for (let stepsBack = oldSteps; stepsBack <= mostSteps; stepsBack++)
    if (checkInCode(secret, sessionId, at, stepsBack) === typed) return true;
  return false;
}

function asShown(code: string): string {
  return code.trim().toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1');
}

/** From when on people may check in to the session. */
export function checkInOpensAt(session: { startsAt: Date }): Date {
  return new Date(session.startsAt.getTime() - earlyMinutes * 60_000);
}

/** Why nobody can check in to the session now; undefined when they can. */
export function checkInObstacle(session: { startsAt: Date; endsAt: Date }, at: Date): string | undefined {
  if (at < checkInOpensAt(session)) return 'attendance.tooEarly';
  return at > session.endsAt ? 'attendance.tooLate' : undefined;
}

/** Late is who comes after the session has begun and a quarter of an hour has passed. */
export function isLate(session: { startsAt: Date }, at: Date): boolean {
  return at.getTime() > session.startsAt.getTime() + 15 * 60_000;
}
