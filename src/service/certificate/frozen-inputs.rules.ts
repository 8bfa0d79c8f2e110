import type { ClassInputs, PersonInputs } from './render/certificate-inputs.js';

/** What a certificate says beside its own columns, kept with it. Pictures are kept as files, never in here. */
export interface FrozenInputs extends Omit<ClassInputs, 'seal'> {
  seal?: 'drawn';
  /** The address printed and coded; absent on seeded rows, which take the installation's present one. */
  checkUrl?: string;
}

export interface ClassFacts {
  title: string;
  runNumber: number | null;
  startsOn: string;
  endsOn: string;
  issuer: string;
  seal: 'drawn' | 'none';
}

/** The columns of a certificate that stand on its sheet. */
export interface PrintedColumns {
  personName: string;
  registerNumber: string;
  checkCode: string;
  inputs: FrozenInputs;
}

/** The lines of a class with the hours of one person. @param today business date, `YYYY-MM-DD` */
export function frozenLines(facts: ClassFacts, hours: number, today: string): FrozenInputs {
  return {
    className: printedClassName(facts),
    startsOn: facts.startsOn,
    endsOn: facts.endsOn,
    hours,
    issuer: facts.issuer,
    issuedOn: issueDate(facts.endsOn, today),
    ...(facts.seal === 'drawn' && { seal: 'drawn' }),
  };
}

/** Certificates may be made ready before the closing ceremony, where they are handed out: they bear its day. */
export function issueDate(endsOn: string, today: string): string {
  return today > endsOn ? today : endsOn;
}

/** Where a code is checked by anyone. */
export function checkUrl(publicUrl: string, checkCode: string): string {
  return `${publicUrl}/v/${checkCode}`;
}

/** What the sheet of one certificate is set from. */
export function sheetInputs(
  { personName, registerNumber, checkCode, inputs }: PrintedColumns,
  publicUrl: string,
): { shared: ClassInputs; person: PersonInputs } {
  const { checkUrl: frozenUrl, ...shared } = inputs;
  const url = frozenUrl ?? checkUrl(publicUrl, checkCode);
  return { shared, person: { name: personName, registerNumber, checkUrl: url } };
}

function printedClassName({ title, runNumber }: ClassFacts): string {
  return runNumber === null || /第.{1,4}期/.test(title) ? title : `${title}（第${runNumber}期）`;
}
