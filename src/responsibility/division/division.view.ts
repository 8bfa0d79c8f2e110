import type { Division } from './division.entity.js';

/** A division as the API shows it. */
export interface DivisionView {
  code: string;
  name: string;
  shortName: string;
  level: number;
  localCode: boolean;
  validFrom: string;
  validTo: string | null;
  childCount?: number;
}

export function divisionView(division: Division & { childCount?: number }): DivisionView {
  const { code, name, shortName, level, localCode, validFrom, validTo, childCount } = division;
  return {
    code,
    name,
    shortName,
    level,
    localCode,
    validFrom,
    validTo,
    ...(childCount !== undefined && { childCount }),
  };
}
