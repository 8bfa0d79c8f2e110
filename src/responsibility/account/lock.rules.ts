/** How often something may fail before it is locked, and for how long. */
export interface Lock {
  /** Failures that are let through. */
  tries: number;
  /** Seconds of the first lock; every further failure doubles it. */
  first: number;
  /** Seconds of the longest lock. */
  longest: number;
  /** Seconds without a failure after which the count starts anew. */
  forget: number;
}

/** One name: five wrong passwords, then one minute, two, four ... up to an hour. */
export const nameLock: Lock = { tries: 5, first: 60, longest: 3600, forget: 24 * 3600 };

/** One address: a whole office may share it, so it is wide, yet too narrow to try a list of names. */
export const addressLock: Lock = { tries: 100, first: 60, longest: 900, forget: 900 };

/** Text messages to one phone: a sixth within an hour has to wait. */
export const phoneLock: Lock = { tries: 5, first: 600, longest: 3600, forget: 3600 };

/** Text messages asked for from one address, whose cost and nuisance others bear. */
export const messageLock: Lock = { tries: 60, first: 60, longest: 900, forget: 900 };

/** Seconds the given failure (counted from one) locks for; zero while tries are left. */
export function lockSeconds(lock: Lock, failures: number): number {
  if (failures < lock.tries) return 0;
  return Math.min(lock.longest, lock.first * 2 ** (failures - lock.tries));
}

/**
 * What an address counts as: an IPv6 subscriber owns a whole /64 and could otherwise try from 2^64 addresses.
 */
export function addressGroup(address: string): string {
  if (!address.includes(':')) return address;
  if (address.startsWith('::ffff:') && address.includes('.')) return address.slice('::ffff:'.length);
  const [head = '', tail] = address.toLowerCase().split('::');
  const start = head === '' ? [] : head.split(':');
  const end = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? 0 : 8 - start.length - end.length;
  const groups = [...start, ...Array.from({ length: gap }, () => '0'), ...end];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
