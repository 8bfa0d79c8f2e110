/** Where a sign-in lives: a shared desk browser, the person's own phone, or a program. */
export type SignInKind = 'browser' | 'ownDevice' | 'token';

const hour = 3_600_000;
const day = 24 * hour;

/** Milliseconds a sign-in lives without use, and at most. Shared computers in offices are the reason for the short one. */
const lifetimes: Record<SignInKind, { idle: number; absolute: number }> = {
  browser: { idle: 8 * hour, absolute: 24 * hour },
  ownDevice: { idle: 30 * day, absolute: 90 * day },
  token: { idle: 90 * day, absolute: 365 * day },
};

/** When a sign-in that is used `now` ends if it isn't used again. */
export function expiryAfterUse(kind: SignInKind, createdAt: Date, now: Date): Date {
  const { idle, absolute } = lifetimes[kind];
  return new Date(Math.min(createdAt.getTime() + absolute, now.getTime() + idle));
}

/** Seconds the browser keeps the cookie; undefined drops it with the window, as a shared computer should. */
export function cookieSeconds(kind: SignInKind): number | undefined {
  return kind === 'browser' ? undefined : lifetimes[kind].absolute / 1000;
}

/** Use is noted at most once a minute, so reading pages doesn't write. */
export const noteUseEvery = 60_000;
