/** Tries before a message is given up; the waiting time doubles from the first one. */
export const deliveryAttempts = 6;

/** Milliseconds before the second try. */
export const deliveryBackoff = 30_000;

/** Milliseconds a mail or text gateway may take to answer. */
export const gatewayTimeout = 15_000;

/** Messages under way at a time in one process. */
export const deliveryConcurrency = 4;

/** Milliseconds between two looks for messages that became due. */
export const deliveryRhythm = 10_000;

/** A message that is `sending` for longer lost its process; whether it arrived is not known. */
export const sendingMinutes = 5;

/** E-mails and text messages older than this leave the outbox, messages in the inbox after the second. */
export const outboxDays = 90;
export const inboxDays = 730;
