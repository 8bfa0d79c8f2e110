/**
 * Port: what stands on a completion further right and keeps it from being taken back (issued certificates).
 * Provided by the certificate room.
 */
export abstract class CompletionLock {
  /** How many of the class's completions can't be taken back any more. */
  abstract lockedCount(classId: string): Promise<number>;
}
