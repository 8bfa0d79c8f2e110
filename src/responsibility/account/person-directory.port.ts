/** A person of the cadre register, as far as signing in needs to know. */
export interface Person {
  traineeId: string;
  name: string;
  phone: string | null;
  /** Where the person works and is counted. */
  divisionId: string;
  /** The unit whose contact looks after the person. */
  organizationId: string | null;
}

/** Port: finds people of the register who sign in by phone or slip. Provided by the trainee room. */
export abstract class PersonDirectory {
  /**
   * Active people with this phone; several share one where a family or an office does.
   * @param citizenIdLastFour narrows them to whoever knows the end of the own citizen ID (`X` in upper case)
   */
  abstract findByPhone(phone: string, citizenIdLastFour?: string): Promise<Person[]>;

  /** An active person by id, or undefined. */
  abstract findById(traineeId: string): Promise<Person | undefined>;
}
