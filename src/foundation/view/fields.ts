/** A form or an address as the browser sent it, before any of it is checked; a name sent twice holds a list. */
export type Fields = Record<string, string | string[] | undefined>;
