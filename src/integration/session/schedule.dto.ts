/** Where a session is held. */
export class ScheduledVenue {
  id: string;
  name: string;
  /** `hall`, `classroom`, `base`, `online` or `other`. */
  kind: string;
  address: string | null;
  /** 12-digit code of the division it lies in. */
  divisionCode: string;
  divisionName: string;
}

/** Who teaches a session. */
export class ScheduledInstructor {
  /** Null for a guest who has no account. */
  accountId: string | null;
  name: string;
}

/** What a published class already holds at that time; only those who run the class are told. */
export class ScheduleClash {
  /** `place` or `instructor`. */
  kind: 'place' | 'instructor';
  /** The place or the instructor that is wanted twice. */
  name: string;
  /** When the other class has it. */
  startsAt: Date;
  endsAt: Date;
}

/** A session of a class in the order of time, with all that is needed to go there. */
export class ScheduledSession {
  id: string;
  title: string;
  mode: string;
  startsAt: Date;
  endsAt: Date;
  hours: number;
  closingCeremony: boolean;
  venue: ScheduledVenue | null;
  instructor: ScheduledInstructor | null;
  clashes: ScheduleClash[];
}

/** A place where sessions of a class are held. */
export class ClassVenue extends ScheduledVenue {
  /** Level of the division it lies in: 1 province to 5 village. */
  level: number;
  /** Persons it seats; null when nobody counted. */
  capacity: number | null;
  sessions: number;
  firstStartsAt: Date;
  lastEndsAt: Date;
}
