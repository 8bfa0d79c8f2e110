/** A step of the wizard, where a finding is mended. */
export type PlanStep = 'basics' | 'audience' | 'sessions' | 'quota' | 'check';

/** Something the check found. Errors keep a class from being published, warnings are for a person to judge. */
export interface Finding {
  level: 'error' | 'warning';
  /** Catalogue key. */
  code: string;
  params: Record<string, string | number>;
  step: PlanStep;
}

/** All that publication is judged by, read in one go. */
export interface PublicationFacts {
  /** Today in Asia/Shanghai, `YYYY-MM-DD`; so are the other dates. */
  today: string;
  startsOn: string;
  endsOn: string;
  hours: number;
  capacity: number;
  minimumPersons: number;
  hasHost: boolean;
  hasHead: boolean;
  /** Least share of the hours that the completion rule asks for, 0 to 1. */
  leastAttendance: number;
  sessionCount: number;
  sessionHours: number;
  /** Sessions before the first or after the last day. */
  sessionsOutsideTerm: number;
  clashes: { title: string; kind: 'place' | 'instructor'; name: string; otherClassTitle: string }[];
  hasAudience: boolean;
  /** People of the organizer's subtree for whom the audience rule holds. */
  reach: number;
  hasQuota: boolean;
  /** Seats handed down to divisions. */
  allocated: number;
  selfRegistration: boolean;
  closesAt: Date | null;
  now: Date;
  approvalNo: string | null;
  /** Characters of the title that no certificate can print, and people of the class whose names hold some. */
  unprintableTitle: string[];
  unprintableNames: { name: string; characters: string }[];
}

/** Everything that stands against publishing a class, or should be looked at before, in the order of the steps. */
export function checkPublication(facts: PublicationFacts): Finding[] {
  return [
    ...termMustLieAhead(facts),
    ...minimumMustFitCapacity(facts),
    ...classShouldHaveHostAndHead(facts),
    ...audienceMustReachSomebody(facts),
    ...classMustHaveSessions(facts),
    ...sessionHoursMustFitClassHours(facts),
    ...sessionsMustLieInTerm(facts),
    ...sessionsMustNotClash(facts),
    ...quotaMustFitCapacity(facts),
    ...windowMustCloseBeforeStart(facts),
    ...textShouldBePrintable(facts),
    ...classMustHaveApprovalNumber(facts),
  ];
}

export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some(({ level }) => level === 'error');
}

function termMustLieAhead({ today, startsOn, endsOn }: PublicationFacts): Finding[] {
  if (endsOn < today) return [error('basics', 'alreadyOver', { endsOn })];
  return startsOn < today ? [warning('basics', 'alreadyBegun', { startsOn })] : [];
}

function minimumMustFitCapacity({ minimumPersons, capacity }: PublicationFacts): Finding[] {
  return minimumPersons > capacity
    ? [error('basics', 'minimumAboveCapacity', { minimumPersons, capacity })]
    : [];
}

function classShouldHaveHostAndHead({ hasHost, hasHead }: PublicationFacts): Finding[] {
  return [
    ...(hasHost ? [] : [warning('basics', 'hostMissing')]),
    ...(hasHead ? [] : [warning('basics', 'headMissing')]),
  ];
}

function audienceMustReachSomebody({ hasAudience, reach, capacity }: PublicationFacts): Finding[] {
  if (reach === 0) return [error('audience', 'reachesNobody')];
  return [
    ...(hasAudience ? [] : [warning('audience', 'audienceMissing', { reach })]),
    ...(reach < capacity ? [warning('audience', 'reachBelowCapacity', { reach, capacity })] : []),
  ];
}

function classMustHaveSessions({ sessionCount }: PublicationFacts): Finding[] {
  return sessionCount === 0 ? [error('sessions', 'sessionsMissing')] : [];
}

/** With fewer session hours than the completion rule asks for, nobody could ever complete. */
function sessionHoursMustFitClassHours(facts: PublicationFacts): Finding[] {
  const { sessionCount, sessionHours, hours, leastAttendance } = facts;
  if (sessionCount === 0 || sessionHours === hours) return [];
  const least = Math.round(hours * leastAttendance * 10) / 10;
  if (sessionHours < least)
    return [error('sessions', 'hoursTooFewToComplete', { sessionHours, hours, least })];
  return [warning('sessions', 'hoursDiffer', { sessionHours, hours })];
}

function sessionsMustLieInTerm({ sessionsOutsideTerm, startsOn, endsOn }: PublicationFacts): Finding[] {
  if (sessionsOutsideTerm === 0) return [];
  return [error('sessions', 'sessionsOutsideTerm', { count: sessionsOutsideTerm, startsOn, endsOn })];
}

function sessionsMustNotClash({ clashes }: PublicationFacts): Finding[] {
  return clashes.map(({ kind, title, name, otherClassTitle }) =>
    error('sessions', kind === 'place' ? 'placeClash' : 'instructorClash', { title, name, otherClassTitle }),
  );
}

function quotaMustFitCapacity(facts: PublicationFacts): Finding[] {
  const { hasQuota, allocated, capacity, selfRegistration } = facts;
  if (allocated > capacity) return [error('quota', 'quotaAboveCapacity', { allocated, capacity })];
  if (!hasQuota && !selfRegistration) return [warning('quota', 'noWayIn')];
  if (hasQuota && allocated < capacity)
    return [warning('quota', 'quotaBelowCapacity', { allocated, capacity, free: capacity - allocated })];
  return [];
}

function windowMustCloseBeforeStart({
  selfRegistration,
  closesAt,
  now,
  startsOn,
}: PublicationFacts): Finding[] {
  if (!selfRegistration) return [];
  if (closesAt === null) return [warning('audience', 'windowNeverCloses')];
  if (closesAt > new Date(`${startsOn}T23:59:59+08:00`))
    return [error('audience', 'windowClosesAfterStart', { startsOn })];
  return closesAt <= now ? [warning('audience', 'windowAlreadyClosed')] : [];
}

/** While there is time to mend a name or to add a font; certificates judge the same once more. */
function textShouldBePrintable({ unprintableTitle, unprintableNames }: PublicationFacts): Finding[] {
  const names = unprintableNames.map(({ name, characters }) => `${name} ${characters}`).join('；');
  return [
    ...(unprintableTitle.length > 0
      ? [warning('basics', 'titleNotPrintable', { characters: unprintableTitle.join('、') })]
      : []),
    ...(names === ''
      ? []
      : [warning('check', 'namesNotPrintable', { names, count: unprintableNames.length })]),
  ];
}

/** No class without an approved application and its approval number. */
function classMustHaveApprovalNumber({ approvalNo }: PublicationFacts): Finding[] {
  return approvalNo === null ? [error('check', 'approvalMissing')] : [];
}

function error(step: PlanStep, code: string, params: Finding['params'] = {}): Finding {
  return { level: 'error', step, code: `publication.finding.${code}`, params };
}

function warning(step: PlanStep, code: string, params: Finding['params'] = {}): Finding {
  return { level: 'warning', step, code: `publication.finding.${code}`, params };
}
