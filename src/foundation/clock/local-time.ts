/**
 * The instant a text means. A form's `2026-12-01T08:30` has no offset and is Asia/Shanghai; RFC 3339 texts carry
 * their own.
 */
export function instantOf(text: string): Date {
  return new Date(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}+08:00`);
}

/** The same, or undefined for what is no time: a form shows it again as it was typed, if it can. */
export function typedInstant(value: unknown): Date | undefined {
  const instant = instantOf(typeof value === 'string' ? value : '');
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}
