/**
 * Port: something that must hold over the rows of a room at any moment between transactions. Tests, the nightly
 * check and an administrator run the same ones.
 */
export abstract class Invariant {
  /** What holds, in the glossary's words, e.g. `enrollment.seatsTakenAreRows`. */
  abstract readonly name: string;

  /** Rows that break it, read in one snapshot; empty when all is well. */
  abstract violations(): Promise<object[]>;
}
