/** A field of the input that is wrong: where, which rule, and the values the message needs. */
export interface FieldError {
  /** Path in the input, e.g. `sessions.0.title`. */
  field: string;
  /** Key of the message under the catalogues, e.g. `error.required`. */
  code: string;
  params?: Record<string, unknown>;
}

/**
 * An expected failure that a person can understand. `code` is a catalogue key (`<feature>.<meaning>`), so the same
 * error speaks the reader's language; `status` is the HTTP status it becomes (RFC 9457 problem or HTML page).
 */
export abstract class DomainError extends Error {
  abstract readonly status: number;

  constructor(
    readonly code: string,
    readonly params: Record<string, unknown> = {},
    readonly fields: FieldError[] = [],
  ) {
    super(code);
  }
}

/** There is no such row, or the asker does not reach it: the two are the same answer on purpose. */
export class NotFound extends DomainError {
  readonly status = 404;
  constructor(code = 'error.notFound', params: Record<string, unknown> = {}) {
    super(code, params);
  }
}

/** The asker is not signed in, or no longer. */
export class NotSignedIn extends DomainError {
  readonly status = 401;
  constructor(code = 'error.notSignedIn') {
    super(code);
  }
}

/** The asker's role lacks the route or the verb. */
export class Forbidden extends DomainError {
  readonly status = 403;
  constructor(code = 'error.forbidden', params: Record<string, unknown> = {}) {
    super(code, params);
  }
}

/** The row changed meanwhile, exists already, or is in a state in which the verb has no meaning. */
export class Conflict extends DomainError {
  readonly status = 409;
}

/** A rule of the domain does not hold; the fields say where, when it can be said. */
export class BrokenRule extends DomainError {
  readonly status = 422;
}

/** The input has the wrong shape; every wrong field is named. */
export class InvalidInput extends DomainError {
  readonly status = 422;
  constructor(fields: FieldError[], code = 'error.invalidInput') {
    super(code, { count: fields.length }, fields);
  }
}

/** The asker does something too often; `seconds` until the next try. */
export class TooMany extends DomainError {
  readonly status = 429;
  constructor(code: string, seconds: number) {
    super(code, { seconds });
  }
}

/** A part the product needs is away for the moment (database restarting, no disk space). */
export class Unavailable extends DomainError {
  readonly status = 503;
  constructor(code = 'error.unavailable', params: Record<string, unknown> = {}) {
    super(code, params);
  }
}
