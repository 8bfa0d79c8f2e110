import { PersonWording } from './wording.js';

/** One person's lines, ready to set. */
export interface PersonLines extends PersonWording {
  /** Of the salutation: 700, or 400 when a rare character has no bold face. */
  weight: number;
}
