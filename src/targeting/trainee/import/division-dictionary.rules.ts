/** A division as the import has to know it. */
export interface ImportDivision {
  readonly id: string;
  /** Twelve digits. */
  readonly code: string;
  readonly level: string;
  /** Names from the province down to this one. */
  readonly path: readonly string[];
}

export type DivisionMatch =
  { readonly found: ImportDivision } | { readonly found?: undefined; readonly ambiguous: boolean };

export interface DivisionDictionary {
  find(text: string): DivisionMatch;
}

/**
 * Finds divisions by code (12 digits, or 2, 4, 6, 9 without the zeros) and by full name, with or without what stands
 * before: 陕西省西安市蓝田县, 西安市蓝田县 and, because there is only one, 蓝田县. A name that several divisions share
 * is ambiguous, never guessed.
 */
export function divisionDictionary(divisions: Iterable<ImportDivision>): DivisionDictionary {
  const byCode = new Map<string, ImportDivision>();
  const byName = new Map<string, ImportDivision | 'ambiguous'>();
  for (const division of divisions) {
    byCode.set(division.code, division);
    for (const name of nameTails(division.path)) byName.set(name, byName.has(name) ? 'ambiguous' : division);
    // The whole path is the one name that always means this division.
    byName.set(plainName(division.path.join('')), division);
  }
  return {
    find(text) {
      const name = plainName(text);
      if (/^\d+$/u.test(name)) return matchOf(byCode.get(name.padEnd(12, '0')));
      const found = byName.get(name);
      return found === 'ambiguous' ? { ambiguous: true } : matchOf(found);
    },
  };
}

function matchOf(found: ImportDivision | undefined): DivisionMatch {
  return found ? { found } : { ambiguous: false };
}

/** A city-level county fills city and county with itself; its name is written once. */
function nameTails(path: readonly string[]): Set<string> {
  const names = path.filter((name, index) => name !== path[index - 1]);
  return new Set(names.map((_, index) => plainName(names.slice(index).join(''))));
}

function plainName(text: string): string {
  return text.normalize('NFKC').replace(/[\s/\\\-—>、,，.·'"]/gu, '');
}
