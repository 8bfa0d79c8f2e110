import type { Actor } from '../../foundation/access/actor.js';

/** Whom a changed timetable put on leave for a session, and whom it took off: ids of enrollments. */
export interface LeaveMoved {
  onLeave: string[];
  offLeave: string[];
}

/**
 * Port: what hangs on a session further right, its roll and the leave that covers it. Provided by the attendance
 * room; every verb joins the caller's transaction, which holds the class's lock.
 */
export abstract class SessionRecords {
  /** How many people stand in the session's roll; leave that was approved ahead of it is no roll. */
  abstract taken(sessionId: string): Promise<number>;

  /** Writes leave into the roll of a session that came or was moved into it, and takes it out of one moved away. */
  abstract cover(actor: Actor, classId: string, sessionId: string): Promise<LeaveMoved>;

  /** Takes leave out of the roll of a session that is about to be removed. */
  abstract uncover(sessionId: string): Promise<void>;

  /** Counts anew the hours of every leave of the class: asked for, approved, or returned from. */
  abstract countLeave(classId: string): Promise<void>;
}
