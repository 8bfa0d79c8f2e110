/** What stands on the sheet of everyone in a class. Dates are business dates, `2026-10-12`. */
export interface ClassInputs {
  className: string;
  /** Set in the English line; without it the line speaks of "this training class". */
  englishClassName?: string;
  startsOn: string;
  endsOn: string;
  /** Recognised class hours, printed as given. */
  hours: number;
  /** How a person is addressed behind the name; 同志 unless told otherwise. */
  honorific?: string;
  issuer: string;
  issuedOn: string;
  /** Left out, the place stays free for a stamp by hand. */
  seal?: 'drawn' | Picture;
}

/** What differs from person to person. */
export interface PersonInputs {
  name: string;
  /** The whole register number as printed, 陕训结字〔2026〕第610002号. */
  registerNumber: string;
  /** Address of the public check; printed and coded in upper case. */
  checkUrl: string;
  /** Left out, the frame stays free for a glued photo. */
  photo?: Picture;
}

export interface Picture {
  type: 'png' | 'jpg' | 'svg';
  bytes: Buffer;
}
