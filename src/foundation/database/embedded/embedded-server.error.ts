/** The embedded server cannot be had; the message says what happened, why, and what the operator can do. */
export class EmbeddedServerError extends Error {
  override readonly name = 'EmbeddedServerError';
}
