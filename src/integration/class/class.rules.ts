import { daysBetween } from '../../foundation/clock/calendar-day.rules.js';
import { FieldError } from '../../foundation/error/domain-error.js';

interface Basics {
  startsOn: string;
  endsOn: string;
  hours: number;
  capacity: number;
  minimumPersons?: number;
}

/** What the authority approved of a class that changes; fewer seats need no approval, they are asked for no more. */
export function approvalMustBeAskedAgain(
  before: Omit<Basics, 'minimumPersons'>,
  after: Omit<Basics, 'minimumPersons'>,
): boolean {
  return (
    after.startsOn !== before.startsOn ||
    after.endsOn !== before.endsOn ||
    after.hours !== before.hours ||
    after.capacity > before.capacity
  );
}

/** Longest class, days; a longer programme is a series. */
const mostDays = 200;

/** Everything in the basics that contradicts itself. */
export function basicsMustHoldTogether(basics: Basics): FieldError[] {
  return [...endMustNotPrecedeStart(basics), ...hoursMustFitDays(basics), ...minimumMustFitCapacity(basics)];
}

function endMustNotPrecedeStart({ startsOn, endsOn }: Basics): FieldError[] {
  if (endsOn >= startsOn) return [];
  return [{ field: 'endsOn', code: 'class.endBeforeStart', params: { startsOn } }];
}

function hoursMustFitDays({ startsOn, endsOn, hours }: Basics): FieldError[] {
  const days = daysBetween(startsOn, endsOn) + 1;
  if (days > mostDays) return [{ field: 'endsOn', code: 'class.tooManyDays', params: { mostDays } }];
  if (days < 1 || hours <= days * 12) return [];
  return [{ field: 'hours', code: 'class.tooManyHours', params: { days, most: days * 12 } }];
}

function minimumMustFitCapacity({ minimumPersons, capacity }: Basics): FieldError[] {
  if (minimumPersons === undefined || minimumPersons <= capacity) return [];
  return [{ field: 'minimumPersons', code: 'class.minimumAboveCapacity', params: { capacity } }];
}
