/**
 * The division that `partials/division-picker` stands for: the fields share a name and arrive from province to
 * village, so it's the last that isn't empty and lies below the one before it. A level that was changed leaves
 * deeper ones behind when there's no script; those no longer fit and are dropped.
 */
export function chosenDivision(value: string | readonly string[] | undefined): string | undefined {
  let chosen: string | undefined;
  for (const code of typeof value === 'string' ? [value] : (value ?? [])) {
    if (code === '') break;
    if (chosen !== undefined && !code.startsWith(significant(chosen))) break;
    chosen = code;
  }
  return chosen;
}

/** The digits of a twelve-digit code that its descendants share: 2, 4, 6, 9 or 12. */
function significant(code: string): string {
  const length = [2, 4, 6, 9].find((digits) => /^0*$/.test(code.slice(digits))) ?? code.length;
  return code.slice(0, length);
}
