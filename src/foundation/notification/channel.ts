/** One way out of the house. */
export interface OutwardChannel {
  /** Whether this installation has a gateway for it; without one, messages stay in the outbox. */
  readonly configured: boolean;
  /**
   * Hands a message to the gateway; `id` is the same on every try, so that the gateway may recognise it.
   * @throws Refused when trying again changes nothing; anything else may be tried again
   */
  deliver(letter: Letter): Promise<void>;
  close(): void;
}

export interface Letter {
  id: string;
  address: string;
  subject: string;
  text: string;
}

/** The gateway will not take this message, now or later. `reason` names no person. */
export class Refused extends Error {}
