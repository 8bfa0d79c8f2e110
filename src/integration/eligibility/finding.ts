/** What speaks against a person in a class, or should be known before they are confirmed. */
export interface Finding {
  /** `clash` and `called` need a reason to go on, the others only inform. */
  code: 'clash' | 'called' | 'audience' | 'recent' | 'noPhone' | 'left' | 'glyph';
  /** Values for the text under `eligibility.finding.<code>`. */
  params: { title?: string; startsOn?: string; endsOn?: string; characters?: string };
  otherClassId?: string;
}

/** Findings that make somebody a duplicate call-up (多头调训): in another class at the same time. */
export function isDuplicate({ code }: Finding): boolean {
  return code === 'clash' || code === 'called';
}
