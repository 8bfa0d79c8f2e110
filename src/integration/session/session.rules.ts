import { shanghaiDate } from '../../foundation/clock/clock.js';
import type { FieldError } from '../../foundation/error/domain-error.js';

interface Sitting {
  id?: string;
  title: string;
  startsAt: Date;
  endsAt: Date;
  hours: number;
}

interface Weight {
  startsAt: Date;
  endsAt: Date;
  hours: number;
  closingCeremony?: boolean | undefined;
}

interface Term {
  startsOn: string;
  endsOn: string;
}

/** What is wrong with a session by itself and beside its class's days and other sessions. */
export function sessionMustFitItsClass(session: Sitting, term: Term, others: Sitting[]): FieldError[] {
  return [
    ...endMustFollowStart(session),
    ...mustLieInTheTerm(session, term),
    ...hoursMustFitDuration(session),
    ...mustNotOverlap(session, others),
  ];
}

/** Whether the session is at another time now. */
export function wasMoved(before: Weight, after: Weight): boolean {
  return (
    before.startsAt.getTime() !== after.startsAt.getTime() ||
    before.endsAt.getTime() !== after.endsAt.getTime()
  );
}

/** Whether a change touches what a roll that was taken says: when the session was, or what it counts for. */
export function rollDependsOn(before: Weight, after: Weight): boolean {
  return (
    wasMoved(before, after) ||
    before.hours !== after.hours ||
    (before.closingCeremony ?? false) !== (after.closingCeremony ?? false)
  );
}

function endMustFollowStart({ startsAt, endsAt }: Sitting): FieldError[] {
  return endsAt > startsAt ? [] : [{ field: 'endsAt', code: 'session.endBeforeStart' }];
}

function mustLieInTheTerm({ startsAt, endsAt }: Sitting, { startsOn, endsOn }: Term): FieldError[] {
  if (shanghaiDate(startsAt) >= startsOn && shanghaiDate(endsAt) <= endsOn) return [];
  return [{ field: 'startsAt', code: 'session.outsideTerm', params: { startsOn, endsOn } }];
}

/** A lesson hour is at least 30 minutes; one sitting can't count for more hours than it has half hours. */
function hoursMustFitDuration({ startsAt, endsAt, hours }: Sitting): FieldError[] {
  const halfHours = (endsAt.getTime() - startsAt.getTime()) / 1_800_000;
  if (halfHours <= 0 || hours <= halfHours) return [];
  return [
    { field: 'hours', code: 'session.tooManyHours', params: { most: Math.floor(halfHours * 10) / 10 } },
  ];
}

function mustNotOverlap(session: Sitting, others: Sitting[]): FieldError[] {
  const clash = others.find(
    (other) => other.id !== session.id && other.startsAt < session.endsAt && session.startsAt < other.endsAt,
  );
  return clash ? [{ field: 'startsAt', code: 'session.overlaps', params: { title: clash.title } }] : [];
}
