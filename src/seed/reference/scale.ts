/** How large a province the seed makes. Figures are those of Shaanxi, three years (see README). */
export interface Scale {
  provincialClasses: number;
  provincialPersonTimes: number;
  cityClasses: number;
  cityPersonTimes: number;
  countyClasses: number;
  countyPersonTimes: number;
  firstSecretaries: number;
  workTeamMembers: number;
  /** Share of villages whose Party secretary is in the register. */
  villages: number;
  deputyCountyHeads: number;
  graduateOfficials: number;
  selectedGraduates: number;
  townshipOfficials: number;
}

const reference: Scale = {
  provincialClasses: 52,
  provincialPersonTimes: 5_300,
  cityClasses: 949,
  cityPersonTimes: 158_027,
  countyClasses: 553,
  countyPersonTimes: 258_000 - 158_027,
  firstSecretaries: 9_300,
  workTeamMembers: 28_000,
  villages: 1,
  deputyCountyHeads: 110,
  graduateOfficials: 1_133,
  selectedGraduates: 993,
  townshipOfficials: 1_019,
};

/**
 * The reference scale times a factor: 1 gives 1,554 classes and 263,300 person-times (the 5,300 persons of the
 * provincial classes taken as one person-time each), 10 gives ten times that over ten times the people.
 */
export function scaleOf(factor: number): Scale {
  return Object.fromEntries(
    Object.entries(reference).map(([name, value]) => [
      name,
      name === 'villages' ? factor : Math.max(1, Math.round((value as number) * factor)),
    ]),
  ) as unknown as Scale;
}
