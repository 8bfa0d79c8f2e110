import type { IssuerSeal } from './certificate-issuer.service.js';
import type { SheetOrder } from './render-batch.js';
import type { ClassInputs } from './render/certificate-inputs.js';

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
  seal: IssuerSeal;
}

/** The columns of a certificate that stand on its sheet. */
export interface PrintedColumns {
  personName: string;
  registerNumber: string;
  checkCode: string;
  inputs: FrozenInputs;
  /** Pictures by their stored files; null where the sheet bears none. */
  photoSha256: string | null;
  sealSha256: string | null;
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
  { personName, registerNumber, checkCode, inputs, photoSha256, sealSha256 }: PrintedColumns,
  publicUrl: string,
): Omit<SheetOrder, 'signedAt'> {
  const { checkUrl: frozenUrl, ...shared } = inputs;
  const url = frozenUrl ?? checkUrl(publicUrl, checkCode);
  const person = { name: personName, registerNumber, checkUrl: url };
  return { shared, person, photoSha256, sealSha256 };
}

function printedClassName({ title, runNumber }: ClassFacts): string {
  return runNumber === null || /第.{1,4}期/.test(title) ? title : `${title}（第${runNumber}期）`;
}
